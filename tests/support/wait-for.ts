import { setTimeout as delay } from 'node:timers/promises';

/**
 * Polls `probe` until it returns something other than `undefined` or `false`, and returns that.
 * Throws with `what` and the last error when `deadlineMs` has passed.
 */
export async function waitFor<T>(
  what: string,
  probe: () => T | Promise<T>,
  { deadlineMs = 10_000, everyMs = 20 }: { readonly deadlineMs?: number; readonly everyMs?: number } = {},
): Promise<Exclude<T, undefined | false>> {
  const end = performance.now() + deadlineMs;
  let last: unknown;
  do {
    try {
      const value = await probe();
      if (value !== undefined && value !== false) return value as Exclude<T, undefined | false>;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await delay(everyMs);
  } while (performance.now() < end);
  throw new Error(`Waited ${deadlineMs} ms for ${what}`, { cause: last });
}
