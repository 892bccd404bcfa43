import { fail, ok, type Result } from '../contract/result.ts';
import { systemClock } from './base/clock.ts';
import type { Logger } from './base/log.ts';
import { lockInstance } from './control/instance-lock.ts';
import { openDataDirectory } from './files/data-directory.ts';
import { errorCode, errorText } from './files/fs-error.ts';
import { loadXattrs } from './files/xattrs.ts';
import { joinRooms } from './joining/join-rooms.ts';
import type { Protection, ProtectionOptions } from './protection.ts';

const isFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT', 'SQLITE_FULL'].includes(errorCode(error));

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
    if (isFull(error)) {
      return fail(
        'no-space',
        `The disk of the data directory ${options.dataDirectory} is full. Nothing was changed, but nothing is protected either. Make room there and start Lazaret again, or name another directory with --data-dir.`,
      );
    }
    return fail(
      'io',
      `The data directory ${options.dataDirectory} cannot be used: ${errorText(error)}. Nothing is protected. Mend that, or name another with --data-dir.`,
    );
  }
}
