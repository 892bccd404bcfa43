import type { ScanRecord } from '../../../contract/verdicts.ts';
import { mergeRecords } from '../../state/merge.ts';

/** The part of the history at hand, newest first, and what arrived while the user was reading further down. */
export interface HistoryList {
  readonly phase: 'loading' | 'ready' | 'failed';
  readonly records: readonly ScanRecord[];
  /** Newest first; not shown until the user goes to the top. */
  readonly held: readonly ScanRecord[];
  /** All that match, also those not loaded. */
  readonly total: number;
  /** Nothing older is left to load. */
  readonly complete: boolean;
}

export type HistoryChange =
  | { readonly type: 'reset' }
  | { readonly type: 'pageLoaded'; readonly records: readonly ScanRecord[]; readonly total: number }
  | { readonly type: 'loadFailed' }
  | {
      readonly type: 'arrived';
      readonly records: readonly ScanRecord[];
      readonly fits: (record: ScanRecord) => boolean;
      /** Whether a row, known or new, has to go because of what arrived. */
      readonly leaves: (record: ScanRecord) => boolean;
      readonly hold: boolean;
    }
  | { readonly type: 'revealed' };

export const emptyHistory: HistoryList = { phase: 'loading', records: [], held: [], total: 0, complete: false };

/** Rows kept while live ones come in at the top; older ones are loaded again when scrolled to. */
export const keptRows = 5000;

/** Puts live rows on top; what no longer fits into `keptRows` is forgotten, so that memory stays flat for days. */
function onTop(list: HistoryList, fresh: readonly ScanRecord[]): HistoryList {
  const records = mergeRecords(list.records, fresh, Number.POSITIVE_INFINITY);
  if (fresh.length === 0 || records.length <= keptRows) return { ...list, records };
  return { ...list, records: records.slice(0, keptRows), complete: false };
}

/** The list after a change. Records of `arrived` come oldest first, those of a page newest first. */
export function changeHistory(list: HistoryList, change: HistoryChange): HistoryList {
  switch (change.type) {
    case 'reset':
      return emptyHistory;
    case 'loadFailed':
      return { ...list, phase: 'failed' };
    case 'pageLoaded': {
      const known = new Set(list.records.map(({ id }) => id));
      const older = change.records.filter(({ id }) => !known.has(id));
      return {
        ...list,
        phase: 'ready',
        records: [...list.records, ...older],
        total: change.total,
        complete: older.length === 0 || list.records.length + older.length >= change.total,
      };
    }
    case 'arrived': {
      const known = new Set([...list.records, ...list.held].map(({ id }) => id));
      const updates = change.records.filter(({ id }) => known.has(id));
      const fresh = change.records.filter(
        (record) => !known.has(record.id) && change.fits(record) && !change.leaves(record),
      );
      const updatedIds = new Map(updates.map((record) => [record.id, record]));
      const keep = (rows: readonly ScanRecord[]): readonly ScanRecord[] =>
        rows.map((record) => updatedIds.get(record.id) ?? record).filter((record) => !change.leaves(record));
      const records = keep(list.records);
      const held = keep(list.held);
      const left = known.size - records.length - held.length;
      const replaced = { ...list, total: Math.max(0, list.total + fresh.length - left), records, held };
      if (change.hold) return { ...replaced, held: mergeRecords(replaced.held, fresh, keptRows) };
      return onTop(replaced, fresh);
    }
    case 'revealed':
      return { ...onTop(list, list.held), held: [] };
  }
}
