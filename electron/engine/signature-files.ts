import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { SignatureDatabase } from '../../contract/signatures.ts';

const names = ['main', 'daily', 'bytecode'] as const;
const headerBytes = 512;

/**
 * The official databases in a directory, as their own headers tell; where both forms of one are there, the newer. A
 * file whose header cannot be read is left out. That a file is whole and signed is for ClamAV to find out.
 */
export function readDatabases(directory: string): readonly SignatureDatabase[] {
  let present: readonly string[];
  try {
    present = readdirSync(directory);
  } catch {
    // Missing or closed to this user: there is no database for us.
    return [];
  }
  return names.flatMap((name) => {
    const found = ['cld', 'cvd']
      .map((extension) => `${name}.${extension}`)
      .filter((file) => present.includes(file))
      .flatMap((file) => parseHeader(name, readHeader(join(directory, file))) ?? []);
    const newest = found.sort((a, b) => b.version - a.version)[0];
    return newest === undefined ? [] : [newest];
  });
}

/** Whether these are enough to find what is going round. */
export const isComplete = (databases: readonly SignatureDatabase[]): boolean =>
  ['main', 'daily'].every((name) => databases.some((database) => database.name === name));

function readHeader(path: string): string {
  const bytes = Buffer.alloc(headerBytes);
  try {
    const file = openSync(path, 'r');
    try {
      return bytes.toString('latin1', 0, readSync(file, bytes, 0, headerBytes, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    // Gone since the listing, or closed to this user.
    return '';
  }
}

/**
 * Reads `ClamAV-VDB:build time:version:signatures:functionality level:MD5:digital signature:builder:seconds` (ClamAV's
 * manual, "CVD"). The build time has `-` between hour and minute; older files lack the seconds at the end.
 */
export function parseHeader(name: SignatureDatabase['name'], header: string): SignatureDatabase | null {
  if (header.length < headerBytes) return null;
  const [magic, built = '', version = '', count = '', , , , , seconds = ''] = header.trimEnd().split(':');
  if (magic !== 'ClamAV-VDB' || !/^\d{1,9}$/.test(version) || !/^\d{1,9}$/.test(count)) return null;
  const builtMs = /^\d{9,11}$/.test(seconds) ? Number(seconds) * 1000 : parseBuildTime(built);
  if (Number.isNaN(builtMs)) return null;
  return { name, version: Number(version), builtAt: new Date(builtMs).toISOString(), count: Number(count) };
}

function parseBuildTime(text: string): number {
  const match = /^(\d{1,2} \w{3} \d{4}) (\d\d)-(\d\d) ([+-]\d{4})$/.exec(text);
  return match === null ? Number.NaN : Date.parse(`${match[1]} ${match[2]}:${match[3]} ${match[4]}`);
}
