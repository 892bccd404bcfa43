import { setTimeout as wait } from 'node:timers/promises';

/** What has been asked of a disk is answered by then, in milliseconds, unless it hangs. */
const graceMs = 1_000;
const lookEveryMs = 20;

const isWaiting = (): boolean => process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));

/**
 * Whether a file system still owes this program an answer, as a network share that is away does for ever. Node, and Electron
 * with it, waits for that answer at its end; `process.exit` does too. Only a signal ends such a program.
 */
export async function filesHang(): Promise<boolean> {
  for (let leftMs = graceMs; leftMs > 0 && isWaiting(); leftMs -= lookEveryMs) await wait(lookEveryMs);
  return isWaiting();
}
