import type { Clock } from './clock.ts';

/** The work's result, or `late` when the deadline passed or `signal` aborted first; the work goes on then. */
export async function within<T>(
  work: Promise<T>,
  deadlineMs: number,
  clock: Pick<Clock, 'schedule'>,
  signal?: AbortSignal,
): Promise<T | 'late'> {
  let callOff = (): void => undefined;
  const late = new Promise<'late'>((resolve) => {
    const giveUp = (): void => resolve('late');
    const callOffTimer = clock.schedule(giveUp, deadlineMs);
    signal?.addEventListener('abort', giveUp, { once: true });
    callOff = () => {
      callOffTimer();
      signal?.removeEventListener('abort', giveUp);
    };
    if (signal?.aborted === true) giveUp();
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    callOff();
  }
}
