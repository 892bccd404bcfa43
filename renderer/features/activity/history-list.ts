import type { HistoryCursor } from '../../../contract/history.ts';
import type { ScanRecord } from '../../../contract/verdicts.ts';
import { mergeRecords, supersede } from '../../state/merge.ts';

/** The part of the history at hand, in its order, and what arrived and cannot be put into it without disturbing. */
export interface HistoryList {
  readonly phase: 'loading' | 'ready' | 'failed';
  /** Counts the lists begun. */
  readonly generation: number;
  readonly isNewestFirst: boolean;
  /** The newest there was when the list was begun: what is no newer is in it already, loaded or not. */
  readonly newestId: number;
  readonly records: readonly ScanRecord[];
  /** What was shown before, for as long as the first page of this list is on its way. */
  readonly outgoing: readonly ScanRecord[];
  /** Newest first, and at most `keptRows`; not shown until the user asks for it. */
  readonly held: readonly ScanRecord[];
  /** How many were held back, also beyond `keptRows`. */
  readonly heldCount: number;
  /** All that match, also those not loaded. */
  readonly total: number;
  /** Where the next page begins; null when nothing is left to load. */
  readonly next: HistoryCursor | null;
}

export type HistoryChange =
  | { readonly type: 'reset'; readonly isNewestFirst: boolean; readonly newestId: number }
  | {
      readonly type: 'pageLoaded';
      /** What it was asked for with. */
      readonly after: HistoryCursor | null;
      readonly records: readonly ScanRecord[];
      readonly total: number;
      readonly next: HistoryCursor | null;
    }
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

export const emptyHistory: HistoryList = {
  phase: 'loading',
  generation: 0,
  isNewestFirst: true,
  newestId: 0,
  records: [],
  outgoing: [],
  held: [],
  heldCount: 0,
  total: 0,
  next: null,
};

/** Rows kept while live ones come in at the top; older ones are loaded again when scrolled to. */
export const keptRows = 5000;

/** Puts live rows on top; what no longer fits into `keptRows` is forgotten, so that memory stays flat for days. */
function onTop(list: HistoryList, fresh: readonly ScanRecord[]): HistoryList {
  const records = mergeRecords(list.records, fresh, Number.POSITIVE_INFINITY);
  const last = records[keptRows - 1];
  if (fresh.length === 0 || last === undefined || records.length === keptRows) return { ...list, records };
  // Only what is newest first has rows on top, and there an id is the whole place.
  return { ...list, records: records.slice(0, keptRows), next: { id: last.id, value: null } };
}

function withPage(list: HistoryList, page: Extract<HistoryChange, { type: 'pageLoaded' }>): HistoryList {
  const known = new Set(list.records.map(({ id }) => id));
  const loaded = new Set(page.records.map(({ id }) => id));
  const held = list.held.filter(({ id }) => !loaded.has(id));
  const base = {
    ...list,
    phase: 'ready',
    outgoing: [],
    held,
    heldCount: list.heldCount - (list.held.length - held.length),
    next: page.next,
  } as const;
  // The end of the list was forgotten meanwhile, for so much came on top; its new end is loaded when it is scrolled to.
  if (list.phase === 'ready' && page.after?.id !== list.next?.id) return list;
  if (list.phase === 'ready') {
    const records = [...list.records, ...page.records.filter(({ id }) => !known.has(id))];
    return { ...base, records, total: page.total };
  }
  // What arrived before the first page may be older than what is on it, even older than all of it.
  const last = page.records.at(-1);
  const early = list.records.filter(({ id }) => page.next === null || last === undefined || id >= last.id);
  const records = mergeRecords(page.records, early, Number.POSITIVE_INFINITY);
  return { ...base, records, total: page.total + records.length - page.records.length };
}

/** Whether a row that is not at hand was in the list from its beginning, on a page that is not loaded. */
function isFurtherDown({ isNewestFirst, newestId, records, next }: HistoryList, { id }: ScanRecord): boolean {
  const last = records.at(-1);
  return id <= newestId && next !== null && !(isNewestFirst && last !== undefined && id > last.id);
}

function withArrived(list: HistoryList, change: Extract<HistoryChange, { type: 'arrived' }>): HistoryList {
  const known = new Set([...list.records, ...list.held].map(({ id }) => id));
  const asItStands = supersede(change.records);
  const fresh = change.records
    .filter((record) => !known.has(record.id) && !isFurtherDown(list, record))
    .map(asItStands)
    .filter((record) => change.fits(record) && !change.leaves(record));
  const updates = new Map(change.records.flatMap((record) => (known.has(record.id) ? [[record.id, record]] : [])));
  const keep = (rows: readonly ScanRecord[]): readonly ScanRecord[] =>
    rows.map((record) => asItStands(updates.get(record.id) ?? record)).filter((record) => !change.leaves(record));
  const records = keep(list.records);
  const held = keep(list.held);
  const left = known.size - records.length - held.length;
  const replaced: HistoryList = {
    ...list,
    total: Math.max(0, list.total + fresh.length - left),
    records,
    held,
    heldCount: list.heldCount - (list.held.length - held.length),
  };
  if (!change.hold) return onTop(replaced, fresh);
  return {
    ...replaced,
    held: mergeRecords(held, fresh, keptRows),
    heldCount: replaced.heldCount + fresh.length,
  };
}

/** The list after a change. Records of `arrived` come oldest first, those of a page in the list's order. */
export function changeHistory(list: HistoryList, change: HistoryChange): HistoryList {
  switch (change.type) {
    case 'reset': {
      const outgoing = list.phase === 'ready' ? list.records : list.outgoing;
      const { isNewestFirst, newestId } = change;
      return {
        ...emptyHistory,
        generation: list.generation + 1,
        isNewestFirst,
        newestId,
        outgoing,
        total: list.total,
      };
    }
    case 'loadFailed':
      return { ...list, phase: 'failed', outgoing: [] };
    case 'pageLoaded':
      return withPage(list, change);
    case 'arrived':
      return withArrived(list, change);
    case 'revealed':
      return { ...onTop(list, list.held), held: [], heldCount: 0 };
  }
}
