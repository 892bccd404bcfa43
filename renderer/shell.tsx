import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Navigation } from '../contract/bridge.ts';
import { ActivityView } from './features/activity/activity-view.tsx';
import { EngineView } from './features/engine/engine-view.tsx';
import { FoldersView } from './features/folders/folders-view.tsx';
import { focusSearch } from './features/keyboard/search-field.ts';
import { ShortcutsDialog } from './features/keyboard/shortcuts-dialog.tsx';
import { useShortcuts } from './features/keyboard/use-shortcuts.ts';
import { OverviewView } from './features/overview/overview-view.tsx';
import { QuarantineView } from './features/quarantine/quarantine-view.tsx';
import { DropZone } from './features/scans/drop-zone.tsx';
import { ScanResults } from './features/scans/scan-results.tsx';
import { SettingsView } from './features/settings/settings-view.tsx';
import { NavigateProvider } from './navigation.tsx';
import { Rail } from './rail.tsx';
import classes from './shell.module.css';
import { useAppState, useBridge } from './state/context.tsx';
import { useColorSchemeFromSettings } from './ui/color-scheme.ts';
import { useLanguageFromSettings } from './ui/language.ts';
import { LiveAnnouncer } from './ui/live-announcer.tsx';
import { Notices } from './ui/notices.tsx';

/** Each wish to go somewhere, numbered: the same item asked for twice opens twice. */
interface Place {
  readonly to: Navigation;
  readonly visit: number;
}

/** The rail, the notices and the view that is open. */
export function Shell() {
  useColorSchemeFromSettings();
  useLanguageFromSettings();
  const { t } = useTranslation();
  const bridge = useBridge();
  const [place, setPlace] = useState<Place>({ to: { view: 'overview' }, visit: 0 });
  const navigate = useCallback((to: Navigation) => setPlace(({ visit }) => ({ to, visit: visit + 1 })), []);
  useEffect(() => bridge.onNavigate(navigate), [bridge, navigate]);
  const [listed, setListed] = useState(false);
  const searchWanted = useRef(false);
  useShortcuts({
    isOn: useAppState((state) => state.settings.appearance.shortcuts),
    open: (view) => navigate({ view }),
    search: () => {
      if (focusSearch()) return;
      searchWanted.current = true;
      navigate({ view: 'activity' });
    },
    showList: () => setListed(true),
  });
  // After the view's own effects, which give the focus to its heading.
  useEffect(() => {
    if (place.visit > 0 && searchWanted.current) focusSearch();
    searchWanted.current = false;
  }, [place]);
  return (
    <NavigateProvider value={navigate}>
      <a className={classes.skip} href="#content">
        {t('nav.skip')}
      </a>
      <div className={classes.frame}>
        <Rail view={place.to.view} onShortcuts={() => setListed(true)} />
        <main id="content" className={classes.content} tabIndex={-1}>
          <Notices view={place.to.view} />
          <ScanResults />
          <View key={place.visit} to={place.to} />
        </main>
      </div>
      {listed ? <ShortcutsDialog onClose={() => setListed(false)} /> : null}
      <DropZone />
      <LiveAnnouncer />
    </NavigateProvider>
  );
}

function View({ to }: { readonly to: Navigation }) {
  switch (to.view) {
    case 'overview':
      return <OverviewView />;
    case 'activity':
      return <ActivityView recordId={to.recordId ?? null} unresolved={to.unresolved === true} />;
    case 'quarantine':
      return <QuarantineView quarantineId={to.quarantineId ?? null} about={to.ask ?? null} />;
    case 'folders':
      return <FoldersView />;
    case 'engine':
      return <EngineView />;
    case 'settings':
      return <SettingsView section={to.section ?? null} />;
  }
}
