import { Button, Tabs } from '@mantine/core';
import { IconArrowBackUp, IconTrash } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuarantineItem } from '../../../contract/quarantine.ts';
import { isolated } from '../../../locales/index.ts';
import { useAppState } from '../../state/context.tsx';
import { Page } from '../../ui/page.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { AllowedTab } from './allowed-tab.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { goneAt } from './grace.ts';
import { ItemDrawer } from './item-drawer.tsx';
import { ItemsTab } from './items-tab.tsx';
import classes from './quarantine.module.css';
import { ItemState, type TableColumns } from './quarantine-table.tsx';
import { ReportDialog } from './report-dialog.tsx';
import { RestoreDialog } from './restore-dialog.tsx';
import { useGraceText } from './use-grace-text.ts';
import { useUndelete } from './use-undelete.tsx';

/** What a dialog is about; the items are kept as they were, since a finished one leaves the state. */
interface Asked {
  readonly what: 'restore' | 'delete' | 'purge' | 'report';
  readonly items: readonly QuarantineItem[];
}

const tabs = ['stored', 'trash', 'allowed'] as const;
type Tab = (typeof tabs)[number];

interface QuarantineViewProps {
  /** The item to open at once. */
  readonly quarantineId: string | null;
  /** The question to ask about it at once. */
  readonly about?: 'restore' | 'delete' | null;
}

/** The files that are locked away and the two ways out, those that wait to be deleted, and those left alone. */
export function QuarantineView({ quarantineId, about = null }: QuarantineViewProps) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const items = useAppState((state) => state.quarantine);
  const trash = useAppState((state) => state.trash);
  const allowed = useAppState((state) => state.allowed);
  const [tab, setTab] = useState<Tab>('stored');
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState(quarantineId);
  const [asked, setAsked] = useState<Asked | null>(() => {
    const item = items.find(({ id }) => id === quarantineId);
    return about === null || item === undefined ? null : { what: about, items: [item] };
  });
  const { stored, deleted } = useColumns();
  const graceText = useGraceText();
  const undelete = useUndelete();
  const ask = (what: Asked['what']) => (about: readonly QuarantineItem[]) => setAsked({ what, items: about });
  const askOne = (what: Asked['what']) => (item: QuarantineItem) => ask(what)([item]);
  const locked = t('quarantine.subtitle', { count: items.length });
  const size = format.bytes(items.reduce((sum, item) => sum + item.size, 0));
  const subtitle = items.length === 0 ? locked : `${locked} · ${isolated(i18n.language, size)}`;
  const close = (allDone: boolean): void => {
    setAsked(null);
    if (!allDone) return;
    setOpened(null);
    setSelected(new Set());
  };
  const choose = { selected, onSelect: setSelected, onOpen: setOpened };
  return (
    <Page title={t('quarantine.title')} subtitle={subtitle}>
      <Tabs
        value={tab}
        onChange={(chosen) => {
          setTab(tabs.find((known) => known === chosen) ?? 'stored');
          setSelected(new Set());
        }}
        keepMounted={false}
      >
        <Tabs.List aria-label={t('quarantine.tabs')}>
          <Tabs.Tab value="stored">{t('quarantine.tabStored')}</Tabs.Tab>
          <Tabs.Tab value="trash">{t('quarantine.tabTrash', { count: trash.length })}</Tabs.Tab>
          <Tabs.Tab value="allowed">{t('quarantine.tabAllowed', { count: allowed.length })}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="stored" className={classes.panel ?? ''}>
          <ItemsTab
            {...choose}
            items={items}
            columns={stored}
            empty={t('quarantine.empty')}
            emptyHint={t('quarantine.emptyHint')}
            bar={(chosen) => <BulkBar chosen={chosen} onRestore={ask('restore')} onDelete={ask('delete')} />}
          />
        </Tabs.Panel>
        <Tabs.Panel value="trash" className={classes.panel ?? ''}>
          <ItemsTab
            {...choose}
            items={trash}
            columns={deleted}
            empty={t('quarantine.trashEmpty')}
            emptyHint={t('quarantine.trashEmptyHint', { hours: graceText })}
            bar={(chosen) =>
              chosen.length === 0 ? (
                <span className={classes.count}>{t('quarantine.trashHint')}</span>
              ) : (
                <>
                  <span className={classes.count} role="status">
                    {t('quarantine.selected', { count: chosen.length })}
                  </span>
                  <Button
                    variant="default"
                    leftSection={<IconArrowBackUp size={17} aria-hidden />}
                    onClick={() => void undelete(chosen)}
                  >
                    {t('quarantine.putBack')}
                  </Button>
                  <Button
                    variant="default"
                    leftSection={<IconTrash size={17} aria-hidden />}
                    onClick={() => ask('purge')(chosen)}
                  >
                    {t('quarantine.purge')}
                  </Button>
                </>
              )
            }
          />
        </Tabs.Panel>
        <Tabs.Panel value="allowed" className={classes.panel ?? ''}>
          <AllowedTab entries={allowed} />
        </Tabs.Panel>
      </Tabs>
      <ItemDrawer
        itemId={opened}
        covered={asked !== null}
        onClose={() => setOpened(null)}
        onRestore={askOne('restore')}
        onDelete={askOne('delete')}
        onPurge={askOne('purge')}
        onReport={(item) => {
          setOpened(null);
          askOne('report')(item);
        }}
      />
      {asked?.what === 'restore' ? <RestoreDialog items={asked.items} onClose={close} /> : null}
      {asked?.what === 'delete' || asked?.what === 'purge' ? (
        <DeleteDialog items={asked.items} forGood={asked.what === 'purge'} onClose={close} />
      ) : null}
      {asked?.what === 'report' ? <ReportDialog items={asked.items} onClose={() => setAsked(null)} /> : null}
    </Page>
  );
}

/** What the two tables say beside name and signature. */
function useColumns(): { readonly stored: TableColumns; readonly deleted: TableColumns } {
  const { t } = useTranslation();
  const format = useFormat();
  const graceHours = useAppState((state) => state.settings.quarantine.graceHours);
  return useMemo(
    () => ({
      stored: {
        date: t('quarantine.date'),
        dateOf: ({ at }) => at,
        state: t('quarantine.stateColumn'),
        stateOf: (item) => <ItemState item={item} inTable />,
      },
      deleted: {
        date: t('quarantine.deletedAt'),
        dateOf: ({ at, trashedAt }) => trashedAt ?? at,
        state: t('quarantine.goneAt'),
        stateOf: (item) => format.when(goneAt(item, graceHours)),
      },
    }),
    [t, format, graceHours],
  );
}
