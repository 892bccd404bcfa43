import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { type FilePath, filePath } from '../files/file-path.ts';
import type { LedgerDatabase } from '../ledger/ledger-database.ts';
import { pathRowSchema } from '../ledger/rows.ts';

/** Has files scanned again that the ledger does not call infected or suspicious, though enough engines call their bytes malicious. */
export interface KnownBadRescan {
  /** Looks for those of one SHA-256, or of all that were ever answered so: the newest rows at once, the others bit by bit. */
  look(sha256: string | null): void;
  stop(): void;
}

/** The ledger has no index by SHA-256 (ARCHITECTURE.md says why), so its rows are gone through: so many in about half a millisecond. */
export const rowsAtOnce = 1000;
/** Between two steps, so that the way through takes a small part of the main thread, however many answers there are. */
const pauseMs = 5;
/** After a failure, a full disk say. */
const retryMs = 60_000;

/** Those of these SHA-256, or all. */
type Wanted = ReadonlySet<string> | 'all';
const both = (a: Wanted, b: Wanted): Wanted => (a === 'all' || b === 'all' ? 'all' : new Set([...a, ...b]));
const none: Wanted = new Set();

const idSchema = z.object({ id: z.number() });

export function createKnownBadRescan(parts: {
  readonly database: LedgerDatabase;
  /** So many engines make a file suspicious. */
  readonly threshold: () => number;
  readonly scanAgain: (path: FilePath) => void;
  readonly clock: Pick<Clock, 'schedule'>;
  readonly log: Pick<Logger, 'error'>;
}): KnownBadRescan {
  const { database, threshold, scanAgain, clock, log } = parts;
  const anyBad = database.prepare('SELECT 1 FROM reputation_answers WHERE malicious > 0 AND malicious >= ? LIMIT 1');
  const lastOfStep = database.prepare(
    `SELECT id FROM verdicts WHERE id < ? ORDER BY id DESC LIMIT 1 OFFSET ${rowsAtOnce - 1}`,
  );
  const bad = database.prepare(
    `SELECT verdicts.path AS path FROM verdicts CROSS JOIN reputation_answers AS answers ON answers.sha256 = verdicts.sha256
     WHERE id >= ? AND id < ? AND latest = 1 AND verdict IN ('clean', 'unscannable') AND malicious > 0 AND malicious >= ?
       AND (? IS NULL OR verdicts.sha256 IN (SELECT value FROM json_each(?)))
     ORDER BY id DESC`,
  );
  /** What is looked for on the present way through, which has come down to the row `below`; null between two ways. */
  let way: { readonly of: Wanted; readonly below: number } | null = null;
  /** What the next way is for. */
  let next: Wanted = none;
  let callOff: (() => void) | null = null;

  const isWanted = (wanted: Wanted): boolean =>
    wanted === 'all' ? anyBad.get(threshold()) !== undefined : wanted.size > 0;

  const step = (): void => {
    if (way === null) {
      way = isWanted(next) ? { of: next, below: Number.MAX_SAFE_INTEGER } : null;
      next = none;
    }
    if (way === null) return;
    const { of, below } = way;
    const last = lastOfStep.get(below);
    const from = last === undefined ? 0 : idSchema.parse(last).id;
    const hashes = of === 'all' ? null : JSON.stringify([...of]);
    for (const row of bad.all(from, below, threshold(), hashes, hashes)) {
      scanAgain(filePath(new Uint8Array(pathRowSchema.parse(row).path)));
    }
    way = from === 0 ? null : { of, below: from };
  };

  const go = (): void => {
    callOff = null;
    let delayMs = pauseMs;
    try {
      step();
    } catch (error) {
      log.error('files of a bad reputation could not be looked for in the history', error);
      next = both(way?.of ?? none, next);
      way = null;
      delayMs = retryMs;
    }
    if (way !== null || next === 'all' || next.size > 0) callOff = clock.schedule(go, delayMs);
  };

  return {
    look(sha256) {
      next = both(next, sha256 === null ? 'all' : new Set([sha256]));
      if (callOff === null) go();
    },
    stop: () => callOff?.(),
  };
}
