import { Button } from '@mantine/core';
import { useDebouncedValue, useElementSize } from '@mantine/hooks';
import { IconFilterOff, IconHistory } from '@tabler/icons-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newestFirst } from '../../../contract/history.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';
import { ScanMenu } from '../scans/scan-menu.tsx';
import classes from './activity.module.css';
import { layOut } from './columns.ts';
import { ExportButton } from './export-button.tsx';
import { FilesOnTheWay } from './files-on-the-way.tsx';
import { FilterBar } from './filter-bar.tsx';
import { isFiltering, noFilters } from './filters.ts';
import { MarkAllSeen } from './mark-all-seen.tsx';
import { OriginFilter } from './origin-filter.tsx';
import { ProtectionLogButton } from './protection-log.tsx';
import { RecordDrawer } from './record-drawer.tsx';
import { RecordList } from './record-list.tsx';
import { useColumns } from './use-columns.ts';
import { useHistory } from './use-history.ts';
import { ViewMenu } from './view-menu.tsx';

const typingPauseMs = 250;
const pxPerRem = 16;

interface ActivityViewProps {
  /** The verdict to open at once. */
  readonly recordId: number | null;
  /** Begins with what waits for the user only. */
  readonly unresolved: boolean;
}

/** Every verdict, newest first unless another order is asked for, with the story of each file. */
export function ActivityView({ recordId, unresolved: beginUnresolved }: ActivityViewProps) {
  const { t } = useTranslation();
  const [filters, setFilters] = useState({ ...noFilters, unresolved: beginUnresolved });
  const [text] = useDebouncedValue(filters.text, typingPauseMs);
  const { verdicts, folderId, period, originHost, unresolved } = filters;
  const query = useMemo(
    () => ({ verdicts, folderId, period, originHost, text, unresolved }),
    [verdicts, folderId, period, originHost, text, unresolved],
  );
  const [opened, setOpened] = useState(recordId);
  const reading = useRef(false);
  const [order, setOrder] = useState(newestFirst);
  const [columns, chooseColumns] = useColumns();
  const { ref: frame, width } = useElementSize();
  const layout = useMemo(() => layOut(columns, width / pxPerRem), [columns, width]);
  const holding = useCallback(() => reading.current, []);
  const history = useHistory(query, order, holding);
  const { list } = history;
  const hold = useCallback((now: boolean) => {
    reading.current = now;
  }, []);
  // The same from push to push: what does not change with the rows is not drawn with them.
  const close = useCallback(() => setOpened(null), []);
  const showOrigin = useCallback((host: string) => {
    setFilters({ ...noFilters, originHost: host });
    setOpened(null);
  }, []);
  const viewMenu = useMemo(
    () => (
      <ViewMenu columns={columns} hidden={layout.hidden} onColumns={chooseColumns} order={order} onOrder={setOrder} />
    ),
    [columns, layout.hidden, chooseColumns, order],
  );
  const openedRecord = list.records.find(({ id }) => id === opened) ?? null;
  return (
    <Page
      filling
      title={t('activity.title')}
      actions={
        <>
          <ProtectionLogButton />
          <ExportButton filters={query} />
          <ScanMenu />
        </>
      }
      {...(list.phase === 'ready' || list.outgoing.length > 0
        ? { subtitle: t('activity.subtitle', { count: list.total }) }
        : {})}
    >
      <FilterBar filters={filters} onChange={setFilters}>
        {viewMenu}
      </FilterBar>
      {originHost === null ? null : (
        <OriginFilter host={originHost} onAny={() => setFilters({ ...filters, originHost: null })} />
      )}
      {unresolved && list.total > 1 ? <MarkAllSeen filters={query} /> : null}
      <FilesOnTheWay holding={holding} />
      <div ref={frame} className={classes.frame}>
        {list.phase === 'failed' ? (
          <EmptyState icon={IconHistory} title={t('activity.loadFailed')}>
            <Button onClick={history.reload}>{t('common.retry')}</Button>
          </EmptyState>
        ) : list.phase === 'ready' && list.records.length === 0 ? (
          <Nothing filtering={isFiltering(query)} onClear={() => setFilters(noFilters)} />
        ) : (
          <RecordList
            history={history}
            layout={layout}
            order={order}
            onOrder={setOrder}
            onOpen={setOpened}
            onReading={hold}
          />
        )}
      </div>
      <RecordDrawer recordId={opened} known={openedRecord} onClose={close} onOrigin={showOrigin} />
    </Page>
  );
}

function Nothing({ filtering, onClear }: { readonly filtering: boolean; readonly onClear: () => void }) {
  const { t } = useTranslation();
  if (!filtering) return <EmptyState icon={IconHistory} title={t('activity.empty')} hint={t('activity.emptyHint')} />;
  return (
    <EmptyState icon={IconFilterOff} title={t('activity.noMatch')} hint={t('activity.noMatchHint')}>
      <Button variant="default" onClick={onClear}>
        {t('activity.clearFilters')}
      </Button>
    </EmptyState>
  );
}
