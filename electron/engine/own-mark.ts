import type { Clock } from '../base/clock.ts';
import { markName, markOf } from './assembled-database.ts';
import { checkDeadlines, scanCanary } from './canary.ts';
import type { Endpoint } from './endpoint.ts';

const askEveryMs = 500;
const deadlineMs = 600_000;

/**
 * Whether clamd has loaded the own signatures of this fingerprint: RELOAD is answered long before it is done, so the
 * set's mark is scanned until it is found. False when `isOver` says so, or after ten minutes.
 */
export async function awaitMark(
  endpoint: Endpoint,
  fingerprint: string,
  clock: Pick<Clock, 'monotonicMs' | 'schedule'>,
  isOver: () => boolean,
): Promise<boolean> {
  if (fingerprint === '') return true;
  const end = clock.monotonicMs() + deadlineMs;
  while (!isOver() && clock.monotonicMs() < end) {
    const reply = await scanCanary(endpoint, markOf(fingerprint), checkDeadlines, new AbortController().signal);
    if (reply.kind === 'found' && reply.signature.startsWith(markName)) return true;
    await new Promise<void>((resolve) => clock.schedule(resolve, askEveryMs));
  }
  return false;
}
