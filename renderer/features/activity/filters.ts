import type { RequestInput, WindowRequests } from '../../../contract/requests.ts';
import type { ScanRecord, Verdict } from '../../../contract/verdicts.ts';
import { isUnresolved } from '../../ui/verdict.tsx';

export const periods = ['any', 'today', 'week', 'month'] as const;
export type Period = (typeof periods)[number];

/** What the list shows; empty `verdicts` means every verdict. */
export interface Filters {
  readonly verdicts: readonly Verdict[];
  readonly folderId: string | null;
  readonly text: string;
  readonly period: Period;
  /** Only downloads from this host, or from one below it. */
  readonly originHost: string | null;
  /** Only what waits for the user. */
  readonly unresolved: boolean;
}

export const noFilters: Filters = {
  verdicts: [],
  folderId: null,
  text: '',
  period: 'any',
  originHost: null,
  unresolved: false,
};

export const isFiltering = (filters: Filters): boolean =>
  filters.verdicts.length > 0 ||
  filters.folderId !== null ||
  filters.text.trim() !== '' ||
  filters.period !== 'any' ||
  filters.originHost !== null ||
  filters.unresolved;

/** The first moment of a period, as ISO text; days begin at the user's midnight. */
export function sinceOf(period: Period, now: Date): string | undefined {
  const days = { any: undefined, today: 0, week: 6, month: 29 }[period];
  if (days === undefined) return undefined;
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).toISOString();
}

/** The filters as main understands them. */
export function toQuery(filters: Filters, now: Date): RequestInput<WindowRequests, 'history.list'> {
  const since = sinceOf(filters.period, now);
  const text = filters.text.trim();
  return {
    ...(filters.verdicts.length > 0 ? { verdicts: [...filters.verdicts] } : {}),
    ...(filters.folderId === null ? {} : { folderId: filters.folderId }),
    ...(text === '' ? {} : { text }),
    ...(since === undefined ? {} : { since }),
    ...(filters.originHost === null ? {} : { originHost: filters.originHost }),
    ...(filters.unresolved ? { unresolved: true } : {}),
  };
}

/** The host a file was downloaded from, or that of the page that led to it; null when neither is known. */
export function originHostOf({ origin, referrer }: Pick<ScanRecord, 'origin' | 'referrer'>): string | null {
  const address = origin ?? referrer;
  return address !== null && URL.canParse(address) ? new URL(address).hostname : null;
}

function isFrom(record: ScanRecord, host: string): boolean {
  const from = originHostOf(record);
  return from !== null && (from === host || from.endsWith(`.${host}`));
}

/** Whether a verdict that was just pushed belongs into the list. */
export function matches(record: ScanRecord, filters: Filters, now: Date): boolean {
  const since = sinceOf(filters.period, now);
  const text = filters.text.trim().toLowerCase();
  return (
    (!filters.unresolved || isUnresolved(record)) &&
    (filters.verdicts.length === 0 || filters.verdicts.includes(record.verdict)) &&
    (filters.originHost === null || isFrom(record, filters.originHost)) &&
    (filters.folderId === null || record.folderId === filters.folderId) &&
    (since === undefined || Date.parse(record.at) >= Date.parse(since)) &&
    (text === '' || [record.path, record.signature ?? ''].some((value) => value.toLowerCase().includes(text)))
  );
}

/** Which rows no longer belong into the list: among what waits for the user, those that do not wait any more. */
export const leavesWhenSettled =
  (filters: Filters) =>
  (row: ScanRecord): boolean =>
    filters.unresolved && !isUnresolved(row);
