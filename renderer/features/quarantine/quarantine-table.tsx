import { Button, Checkbox, Table } from '@mantine/core';
import { IconCircleCheck, IconFileAlert, IconFileBroken } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuarantineItem } from '../../../contract/quarantine.ts';
import { visibleText } from '../../../locales/index.ts';
import { useAppState } from '../../state/context.tsx';
import { directoryOf, FileName, lastNameOf } from '../../ui/file-name.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { Badge } from '../../ui/verdict.tsx';
import classes from './quarantine.module.css';

const rowsAtOnce = 200;

/** What the two columns at the end say: a time, and how things are. */
export interface TableColumns {
  readonly date: string;
  /** ISO text. */
  readonly dateOf: (item: QuarantineItem) => string;
  readonly state: string;
  readonly stateOf: (item: QuarantineItem) => ReactNode;
}

interface QuarantineTableProps {
  readonly items: readonly QuarantineItem[];
  readonly columns: TableColumns;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (selected: ReadonlySet<string>) => void;
  readonly onOpen: (id: string) => void;
}

/** The items as a table; the name opens the details. */
export function QuarantineTable({ items, columns, selected, onSelect, onOpen }: QuarantineTableProps) {
  const { t } = useTranslation();
  const [limit, setLimit] = useState(rowsAtOnce);
  const shown = items.slice(0, limit);
  const chosen = shown.filter(({ id }) => selected.has(id)).length;
  const toggle = (id: string): void => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect(next);
  };
  return (
    <>
      <Table className={classes.table} verticalSpacing="xs" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={classes.check}>
              <Checkbox
                aria-label={t('quarantine.selectAll')}
                checked={chosen === shown.length}
                indeterminate={chosen > 0 && chosen < shown.length}
                onChange={() => onSelect(chosen === shown.length ? new Set() : new Set(shown.map(({ id }) => id)))}
              />
            </Table.Th>
            <Table.Th>{t('quarantine.name')}</Table.Th>
            <Table.Th className={classes.signatureColumn}>{t('quarantine.signature')}</Table.Th>
            <Table.Th className={classes.dateColumn}>{columns.date}</Table.Th>
            <Table.Th className={classes.stateColumn}>{columns.state}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((item) => (
            <Row
              key={item.id}
              item={item}
              columns={columns}
              checked={selected.has(item.id)}
              onToggle={() => toggle(item.id)}
              onOpen={() => onOpen(item.id)}
            />
          ))}
        </Table.Tbody>
      </Table>
      {items.length > limit ? (
        <Button variant="subtle" fullWidth onClick={() => setLimit(limit + rowsAtOnce)}>
          {t('common.loadMore')}
        </Button>
      ) : null}
    </>
  );
}

interface RowProps {
  readonly item: QuarantineItem;
  readonly columns: TableColumns;
  readonly checked: boolean;
  readonly onToggle: () => void;
  readonly onOpen: () => void;
}

function Row({ item, columns, checked, onToggle, onOpen }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const platform = useAppState((state) => state.system.platform);
  const name = lastNameOf(item.path, platform);
  return (
    <Table.Tr data-selected={checked || undefined}>
      <Table.Td>
        <Checkbox
          aria-label={t('quarantine.select', { name: visibleText(name) })}
          checked={checked}
          onChange={onToggle}
        />
      </Table.Td>
      <Table.Td className={classes.nameCell}>
        <button type="button" className={classes.open} onClick={onOpen}>
          <FileName name={name} />
        </button>
        <span className={classes.directory}>
          <FileName name={directoryOf(item.path, platform)} />
        </span>
        <span className={classes.secondSignature}>
          <bdi dir="ltr" title={item.signature}>
            {item.signature}
          </bdi>
        </span>
      </Table.Td>
      <Table.Td className={classes.signature}>{item.signature}</Table.Td>
      <Table.Td className={classes.date}>
        <time dateTime={columns.dateOf(item)}>{format.when(columns.dateOf(item))}</time>
      </Table.Td>
      <Table.Td className={classes.state}>{columns.stateOf(item)}</Table.Td>
    </Table.Tr>
  );
}

interface ItemStateProps {
  readonly item: QuarantineItem;
  /** There the good state is an icon only when the window is narrow. */
  readonly inTable?: boolean;
}

/** Whether the stored copy is whole and the original gone, in words with an icon. */
export function ItemState({ item, inTable = false }: ItemStateProps) {
  const { t } = useTranslation();
  if (item.state === 'damaged') return <Badge tone="bad" icon={IconFileBroken} text={t('quarantine.damaged')} />;
  if (item.originalLeft) return <Badge tone="odd" icon={IconFileAlert} text={t('quarantine.originalLeft')} />;
  return <Badge tone="good" icon={IconCircleCheck} text={t('quarantine.stored')} shrinks={inTable} />;
}
