import { fail, ok, type Result } from '../contract/result.ts';
import { systemClock } from './base/clock.ts';
import type { Logger } from './base/log.ts';
import { lockInstance } from './control/instance-lock.ts';
import { openDataDirectory } from './files/data-directory.ts';
import { loadXattrs } from './files/xattrs.ts';
import { joinRooms } from './joining/join-rooms.ts';
import type { Protection, ProtectionOptions } from './protection.ts';

/** Said once, and not for each file: where downloads come from will be unknown. */
async function noteMissingXattrs(log: Logger): Promise<void> {
  if (process.platform === 'win32' || (await loadXattrs()) !== null) return;
  log.warn('extended attributes cannot be read on this system, so nobody knows where downloads come from');
}

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
      await noteMissingXattrs(log);
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
