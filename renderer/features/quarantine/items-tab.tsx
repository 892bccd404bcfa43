import { TextInput } from '@mantine/core';
import { IconLock, IconSearch, IconSearchOff } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuarantineItem } from '../../../contract/quarantine.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { searchField } from '../keyboard/search-field.ts';
import classes from './quarantine.module.css';
import { QuarantineTable, type TableColumns } from './quarantine-table.tsx';

interface ItemsTabProps {
  readonly items: readonly QuarantineItem[];
  readonly columns: TableColumns;
  readonly empty: string;
  readonly emptyHint: string;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (selected: ReadonlySet<string>) => void;
  readonly onOpen: (id: string) => void;
  /** What can be done with the chosen items. */
  readonly bar: (chosen: readonly QuarantineItem[]) => ReactNode;
}

/** A table of items with a search and what can be done with those that are chosen. */
export function ItemsTab({ items, columns, empty, emptyHint, selected, onSelect, onOpen, bar }: ItemsTabProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const shown = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    const found = items.filter(({ path, signature }) => `${path}\n${signature}`.toLowerCase().includes(wanted));
    return found.sort((a, b) => columns.dateOf(b).localeCompare(columns.dateOf(a)));
  }, [items, search, columns]);
  if (items.length === 0) {
    return (
      <div className={classes.card}>
        <EmptyState icon={IconLock} title={empty} hint={emptyHint} />
      </div>
    );
  }
  return (
    <>
      <div className={classes.bar}>
        <TextInput
          {...searchField}
          className={classes.search}
          aria-label={t('quarantine.search')}
          placeholder={t('quarantine.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={({ currentTarget }) => setSearch(currentTarget.value)}
        />
        {bar(shown.filter(({ id }) => selected.has(id)))}
      </div>
      <div className={classes.card}>
        {shown.length === 0 ? (
          <EmptyState icon={IconSearchOff} title={t('quarantine.noMatch')} />
        ) : (
          <QuarantineTable items={shown} columns={columns} selected={selected} onSelect={onSelect} onOpen={onOpen} />
        )}
      </div>
    </>
  );
}
