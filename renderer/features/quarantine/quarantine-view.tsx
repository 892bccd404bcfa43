import { TextInput } from '@mantine/core';
import { IconLock, IconSearch, IconSearchOff } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuarantineItem } from '../../../contract/quarantine.ts';
import { useAppState } from '../../state/context.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { ItemDrawer } from './item-drawer.tsx';
import classes from './quarantine.module.css';
import { QuarantineTable } from './quarantine-table.tsx';
import { RestoreDialog } from './restore-dialog.tsx';

/** What a dialog is about; the items are kept as they were, since a finished one leaves the state. */
interface Asked {
  readonly what: 'restore' | 'delete';
  readonly items: readonly QuarantineItem[];
}

interface QuarantineViewProps {
  /** The item to open at once. */
  readonly quarantineId: string | null;
  /** The question to ask about it at once. */
  readonly about?: Asked['what'] | null;
}

/** The files that are locked away, and the two ways out. */
export function QuarantineView({ quarantineId, about = null }: QuarantineViewProps) {
  const { t } = useTranslation();
  const items = useAppState((state) => state.quarantine);
  const [search, setSearch] = useState('');
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState(quarantineId);
  const [asked, setAsked] = useState<Asked | null>(() => {
    const item = items.find(({ id }) => id === quarantineId);
    return about === null || item === undefined ? null : { what: about, items: [item] };
  });
  const shown = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    const found = items.filter(({ path, signature }) => `${path}\n${signature}`.toLowerCase().includes(wanted));
    return found.sort((a, b) => b.at.localeCompare(a.at));
  }, [items, search]);
  const chosen = shown.filter(({ id }) => selected.has(id));
  const ask = (what: Asked['what']) => (about: readonly QuarantineItem[]) => setAsked({ what, items: about });
  const close = (allDone: boolean): void => {
    setAsked(null);
    if (!allDone) return;
    setOpened(null);
    setSelected(new Set());
  };
  return (
    <Page title={t('quarantine.title')} subtitle={t('quarantine.subtitle', { count: items.length })}>
      {items.length === 0 ? (
        <div className={classes.card}>
          <EmptyState icon={IconLock} title={t('quarantine.empty')} hint={t('quarantine.emptyHint')} />
        </div>
      ) : (
        <>
          <div className={classes.bar}>
            <TextInput
              className={classes.search}
              aria-label={t('quarantine.search')}
              placeholder={t('quarantine.search')}
              leftSection={<IconSearch size={16} aria-hidden />}
              value={search}
              onChange={({ currentTarget }) => setSearch(currentTarget.value)}
            />
            <BulkBar chosen={chosen} onRestore={ask('restore')} onDelete={ask('delete')} />
          </div>
          <div className={classes.card}>
            {shown.length === 0 ? (
              <EmptyState icon={IconSearchOff} title={t('quarantine.noMatch')} />
            ) : (
              <QuarantineTable items={shown} selected={selected} onSelect={setSelected} onOpen={setOpened} />
            )}
          </div>
        </>
      )}
      <ItemDrawer
        itemId={opened}
        covered={asked !== null}
        onClose={() => setOpened(null)}
        onRestore={(item) => ask('restore')([item])}
        onDelete={(item) => ask('delete')([item])}
      />
      {asked?.what === 'restore' ? <RestoreDialog items={asked.items} onClose={close} /> : null}
      {asked?.what === 'delete' ? <DeleteDialog items={asked.items} onClose={close} /> : null}
    </Page>
  );
}
