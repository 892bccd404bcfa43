import { firstDirection, type HistoryOrder, newestFirst } from '../../contract/history.ts';
import type { Handlers, WindowRequests } from '../../contract/requests.ts';
import { ok } from '../../contract/result.ts';
import type { ScanRecord, verdicts as verdictNames } from '../../contract/verdicts.ts';

type Lists = Handlers<WindowRequests>['history.list'];

/** Whether it waits for the user, as main's ledger decides it. */
const isUnresolved = ({ verdict, action, acknowledged, isLatest }: ScanRecord): boolean =>
  isLatest &&
  !acknowledged &&
  verdict !== 'clean' &&
  verdict !== 'failed' &&
  ['none', 'quarantine-failed'].includes(action);

const severity: readonly (typeof verdictNames)[number][] = ['clean', 'failed', 'unscannable', 'suspicious', 'infected'];

function sortedBy(record: ScanRecord, key: HistoryOrder['key']): string | number | null {
  const cut = record.path.lastIndexOf('/');
  switch (key) {
    case 'time':
      return null;
    case 'verdict':
      return severity.indexOf(record.verdict);
    case 'name':
      return record.path.slice(cut + 1).toLowerCase();
    case 'finding':
      return record.signature ?? record.reason;
    case 'folder':
      return record.path.slice(0, cut).toLowerCase();
    case 'size':
      return record.size;
    case 'origin':
      return record.origin === null ? null : new URL(record.origin).hostname;
  }
}

type Place = { readonly id: number; readonly value: string | number | null };

/** Compares two places as main's ledger does; a number below zero means that `a` comes first. */
function compare({ key, direction }: HistoryOrder, a: Place, b: Place): number {
  const newest = direction === firstDirection[key] ? -1 : 1;
  if (a.value === b.value) return newest * (a.id - b.id);
  if (a.value === null) return 1;
  if (b.value === null) return -1;
  return (a.value < b.value ? -1 : 1) * (direction === 'ascending' ? 1 : -1);
}

/** Answers `history.list` out of a history that is newest first. */
export async function listFakeHistory(
  history: readonly ScanRecord[],
  { verdicts, folderId, originHost, unresolved, text, since, order = newestFirst, after, limit }: Parameters<Lists>[0],
): ReturnType<Lists> {
  const isLatest = ({ id, path }: ScanRecord) => !history.some((later) => later.path === path && later.id > id);
  const wanted = text?.toLowerCase() ?? '';
  const found = history.filter(
    (record) =>
      (verdicts === undefined || verdicts.includes(record.verdict)) &&
      (folderId === undefined || record.folderId === folderId) &&
      (originHost === undefined || (record.origin ?? '').includes(`//${originHost}/`)) &&
      (since === undefined || record.at >= since) &&
      (unresolved !== true || (isUnresolved(record) && isLatest(record))) &&
      `${record.path}\n${record.signature ?? ''}`.toLowerCase().includes(wanted),
  );
  const placeOf = (record: ScanRecord): Place => ({ id: record.id, value: sortedBy(record, order.key) });
  const behind = found
    .filter((record) => after === undefined || compare(order, placeOf(record), after) > 0)
    .sort((a, b) => compare(order, placeOf(a), placeOf(b)));
  const records = behind.slice(0, limit);
  const last = behind.length > limit ? records.at(-1) : undefined;
  return ok({ records, total: found.length, next: last === undefined ? null : placeOf(last) });
}
