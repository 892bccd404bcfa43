import { fail, ok, type Result } from '../contract/result.ts';
import { systemClock } from './base/clock.ts';
import { lockInstance } from './control/instance-lock.ts';
import { openDataDirectory } from './files/data-directory.ts';
import { joinRooms } from './join-rooms.ts';
import type { Protection, ProtectionOptions } from './protection.ts';

/**
 * Opens a data directory and joins the rooms on it. Fails with `already-running` when another instance has it, and
 * with `io` when it cannot be used; nothing is left open then.
 */
export async function openProtection(options: ProtectionOptions): Promise<Result<Protection>> {
  const { log } = options;
  try {
    const data = openDataDirectory(options.dataDirectory);
    const locked = lockInstance(data.path, options.program, systemClock.now);
    if (!locked.ok) return locked;
    try {
      return ok(await joinRooms(options, data, locked.value));
    } catch (error) {
      locked.value.release();
      throw error;
    }
  } catch (error) {
    log.error('the data directory cannot be used', error);
    const why = error instanceof Error ? error.message : String(error);
    return fail(
      'io',
      `The data directory ${options.dataDirectory} cannot be used: ${why}. Nothing is protected. Mend that, or name another with --data-dir.`,
    );
  }
}
