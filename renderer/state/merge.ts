import { type AppState, recentLimit, type Snapshot, type StatePush } from '../../contract/state.ts';
import type { ScanRecord } from '../../contract/verdicts.ts';

/**
 * Puts records into a list that is newest first. One whose id is known replaces the earlier copy where it stands; others
 * go where their ids belong, for one that is marked as seen or tried again may be older than all that are known. The list
 * keeps at most `limit` records.
 */
export function mergeRecords(
  list: readonly ScanRecord[],
  records: readonly ScanRecord[],
  limit: number,
): readonly ScanRecord[] {
  if (records.length === 0) return list;
  const incoming = new Map(records.map((record) => [record.id, record]));
  const kept = list.map((record) => {
    const replacement = incoming.get(record.id);
    incoming.delete(record.id);
    return replacement ?? record;
  });
  if (incoming.size === 0) return kept.slice(0, limit);
  return [...incoming.values(), ...kept].sort((a, b) => b.id - a.id).slice(0, limit);
}

const fileOf = ({ path, pathBase64 }: ScanRecord): string => pathBase64 ?? `text:${path}`;

/** Tells of earlier rows, once `arrived` are there, whether they are still the latest on their files. */
export function supersede(arrived: readonly ScanRecord[]): (row: ScanRecord) => ScanRecord {
  const newest = new Map<string, number>();
  for (const record of arrived) newest.set(fileOf(record), Math.max(record.id, newest.get(fileOf(record)) ?? 0));
  return (row) => (row.isLatest && (newest.get(fileOf(row)) ?? 0) > row.id ? { ...row, isLatest: false } : row);
}

/** The snapshot after a push; a push that is not newer changes nothing. */
export function applyPush(snapshot: Snapshot, push: StatePush): Snapshot {
  if (push.revision <= snapshot.revision) return snapshot;
  const state: AppState = {
    ...snapshot.state,
    ...(push.slices as Partial<AppState>),
    recent: mergeRecords(snapshot.state.recent, push.records, recentLimit).map(supersede(push.records)),
  };
  return { revision: push.revision, state };
}
