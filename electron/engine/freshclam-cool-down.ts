import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const fileName = 'freshclam.dat';
const magic = 'FreshClamData';
const coolDownOffset = 61;
const longestMs = 8 * 24 * 60 * 60 * 1000;

/**
 * Until when freshclam itself refuses to ask its server again, after a 429 or 403; null when it does not. It keeps that
 * beside its databases in `freshclam.dat`: 13 bytes of magic, then version 1 (32 bits), a UUID of 37 bytes, and the time
 * in seconds (64 bits, aligned), little-endian (measured on freshclam 1.4.6, which stays away for 4 h after a 429
 * and 24 h after a 403). Any other layout counts as no cool-down: freshclam then says it in words.
 */
export function readCoolDown(databaseDirectory: string, now: Date): Date | null {
  const bytes = readData(join(databaseDirectory, fileName));
  if (bytes === null || bytes.length < coolDownOffset + 8) return null;
  if (bytes.toString('latin1', 0, magic.length) !== magic || bytes.readUInt32LE(magic.length) !== 1) return null;
  const until = Number(bytes.readBigInt64LE(coolDownOffset)) * 1000;
  return until > now.getTime() && until < now.getTime() + longestMs ? new Date(until) : null;
}

/** Another server than the one that asked for the cool-down is not bound by it. */
export const forgetCoolDown = (databaseDirectory: string): void =>
  rmSync(join(databaseDirectory, fileName), { force: true });

function readData(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    // freshclam has not run here yet.
    return null;
  }
}
