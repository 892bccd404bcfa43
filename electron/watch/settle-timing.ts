import type { FileIdentity } from '../files/file-identity.ts';

/** How long size, mtime and ctime must stay equal, in milliseconds. */
export interface SettleTiming {
  readonly quietMs: number;
  /** For a file whose name came with its data already in it: it was renamed or linked in. */
  readonly renamedQuietMs: number;
  /** For a file whose data is clearly older than its name: most likely renamed in. */
  readonly oldDataQuietMs: number;
  /** For partial-download names, and for empty files, which mostly are the placeholder of one. */
  readonly partialQuietMs: number;
  /** What keeps changing is announced after this all the same, then each time after twice as long as before. */
  readonly capMs: number;
  readonly partialCapMs: number;
}

const minPartialQuietMs = 5_000;
const minCapMs = 30_000;

/** The timing for the quiet time the user has set; the longer waits grow with it where it is long. */
export const settleTimingFor = (quietMs: number): SettleTiming => ({
  quietMs,
  renamedQuietMs: Math.min(25, quietMs),
  oldDataQuietMs: Math.min(100, quietMs),
  partialQuietMs: Math.max(minPartialQuietMs, quietMs),
  capMs: Math.max(minCapMs, quietMs * 10),
  partialCapMs: 300_000,
});

/** So far may the clock of the machine a share lies on be ahead of ours. */
const skewMs = 60_000;

/** Whether a file changed so shortly before `now` that it may still be being written. By ctime, which nobody can set. */
export function changedWithin(quietMs: number, { ctimeNs }: Pick<FileIdentity, 'ctimeNs'>, now: Date): boolean {
  const ageMs = now.getTime() - Number(ctimeNs / 1_000_000n);
  return ageMs < quietMs && ageMs > -skewMs;
}
