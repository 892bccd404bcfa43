import {
  IconFolders,
  IconHistory,
  IconHome,
  IconKeyboard,
  IconLock,
  IconRadar2,
  IconSettings,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { View } from '../contract/bridge.ts';
import { useNavigate } from './navigation.tsx';
import classes from './rail.module.css';
import shell from './shell.module.css';
import { useAppState } from './state/context.tsx';
import { Brand } from './ui/brand.tsx';
import { lookOf } from './ui/level.ts';
import { useFormat } from './ui/use-format.ts';

const views: readonly (readonly [View, TablerIcon])[] = [
  ['overview', IconHome],
  ['activity', IconHistory],
  ['quarantine', IconLock],
  ['folders', IconFolders],
  ['engine', IconRadar2],
  ['settings', IconSettings],
];

/** The way to the views, and the state in colour, icon and words. */
export function Rail({ view, onShortcuts }: { readonly view: View; readonly onShortcuts: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const protection = useAppState((state) => state.protection);
  const held = useAppState((state) => state.quarantine.length);
  const { number } = useFormat();
  const { tone, icon: Icon } = lookOf(protection);
  const level = t(`state.level.${protection.level}`);
  return (
    <aside className={shell.rail} aria-label={t('app.name')}>
      <Brand />
      <nav aria-label={t('nav.label')} className={classes.nav}>
        {views.map(([name, ViewIcon]) => (
          <button
            key={name}
            type="button"
            className={classes.item}
            aria-current={name === view ? 'page' : undefined}
            title={t(`nav.${name}`)}
            onClick={() => navigate({ view: name })}
          >
            <ViewIcon size={19} stroke={1.75} aria-hidden />
            <span className={classes.label}>{t(`nav.${name}`)}</span>
            {name === 'quarantine' && held > 0 ? <span className={classes.count}>{number(held)}</span> : null}
          </button>
        ))}
      </nav>
      <button type="button" className={classes.item} title={t('keyboard.title')} onClick={onShortcuts}>
        <IconKeyboard size={19} stroke={1.75} aria-hidden />
        <span className={classes.label}>{t('keyboard.title')}</span>
      </button>
      <button
        type="button"
        className={classes.state}
        data-tone={tone}
        aria-label={t('nav.state', { state: level })}
        onClick={() => navigate({ view: 'overview' })}
      >
        <Icon size={18} stroke={2} aria-hidden />
        <span className={classes.label}>{level}</span>
      </button>
    </aside>
  );
}
