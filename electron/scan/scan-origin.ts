import { sameIdentity } from '../files/file-identity.ts';
import type { NotedOrigin } from '../files/file-origin.ts';
import type { ScanOutcome } from './scan-outcome.ts';

/** What a verdict waits at most for word of where the file came from. It was asked for before the scan began. */
const patienceMs = 20;

/**
 * Adds to a scan's outcome where the file came from, when that is known in time and was noted of the very version that
 * was scanned.
 */
export async function withOrigin(outcome: ScanOutcome, asked: Promise<NotedOrigin | null>): Promise<ScanOutcome> {
  if (outcome.kind === 'gone' || outcome.identity === null) return outcome;
  const noted = await inTime(asked);
  if (noted === null || !sameIdentity(noted.identity, outcome.identity)) return outcome;
  return { ...outcome, origin: noted.origin };
}

/** Null when the patience ends first. `asked` never rejects. */
function inTime<T>(asked: Promise<T | null>): Promise<T | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), patienceMs);
    void asked.then((answer) => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
}
