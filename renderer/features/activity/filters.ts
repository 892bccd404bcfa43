import type { RequestInput, WindowRequests } from '../../../contract/requests.ts';
import type { ScanRecord, Verdict } from '../../../contract/verdicts.ts';

export const periods = ['any', 'today', 'week', 'month'] as const;
export type Period = (typeof periods)[number];

/** What the list shows; empty `verdicts` means every verdict. */
export interface Filters {
  readonly verdicts: readonly Verdict[];
  readonly folderId: string | null;
  readonly text: string;
  readonly period: Period;
}

export const noFilters: Filters = { verdicts: [], folderId: null, text: '', period: 'any' };

export const isFiltering = (filters: Filters): boolean =>
  filters.verdicts.length > 0 || filters.folderId !== null || filters.text.trim() !== '' || filters.period !== 'any';

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
  };
}

/** Whether a verdict that was just pushed belongs into the list. */
export function matches(record: ScanRecord, filters: Filters, now: Date): boolean {
  const since = sinceOf(filters.period, now);
  const text = filters.text.trim().toLowerCase();
  return (
    (filters.verdicts.length === 0 || filters.verdicts.includes(record.verdict)) &&
    (filters.folderId === null || record.folderId === filters.folderId) &&
    (since === undefined || Date.parse(record.at) >= Date.parse(since)) &&
    (text === '' || [record.path, record.signature ?? ''].some((value) => value.toLowerCase().includes(text)))
  );
}
