import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { starterSignatures } from '../support/real-clamd.ts';

/** Names as ClamAV gives them, each with the words that a file of the pictures holds instead of malware. */
export const madeUp = {
  trojan: ['Win.Trojan.Agent-7381902', 'a trojan of the pictures'],
  macro: ['Doc.Dropper.Agent-6412113', 'a macro of the pictures'],
  script: ['Unix.Downloader.Agent-9945031', 'a script of the pictures'],
  toolbar: ['PUA.Win.Adware.Toolbar-6', 'a toolbar of the pictures'],
} as const;

export const signatureVersion = 27_828;

/**
 * Writes the starter signatures and a `daily` of our own into a directory. clamd names the version of a daily only, and
 * takes one that nobody signed under the ending `cud` (ClamAV's manual, "sigtool --unsigned").
 */
export function writeMadeUpSignatures(directory: string, builtAt: Date): void {
  mkdirSync(directory, { recursive: true });
  for (const name of readdirSync(starterSignatures)) copyFileSync(join(starterSignatures, name), join(directory, name));
  const copying = Buffer.from('Made up for pictures.\n');
  const hex = (text: string): string => Buffer.from(text).toString('hex');
  const lines = Object.values(madeUp).map(([name, words]) => `${name}:0:*:${hex(words)}\n`);
  const daily = Buffer.from(lines.join(''));
  const header = headerOf(builtAt);
  const sums = Object.entries({ COPYING: copying, 'daily.ndb': daily }).map(
    ([name, content]) => `${name}:${content.length}:${createHash('sha256').update(content).digest('hex')}\n`,
  );
  const info = Buffer.from(`${header}\n${sums.join('')}`);
  const members = [tarMember('COPYING', copying), tarMember('daily.info', info), tarMember('daily.ndb', daily)];
  const database = Buffer.concat([Buffer.from(header.padEnd(512)), ...members, Buffer.alloc(1024)]);
  writeFileSync(join(directory, 'daily.cud'), database);
}

/** `ClamAV-VDB:build time:version:signatures:functionality level:MD5:digital signature:builder:seconds`. */
function headerOf(builtAt: Date): string {
  const [, day, month, year] = builtAt.toUTCString().split(' ');
  const seconds = Math.floor(builtAt.getTime() / 1000);
  const time = `${day} ${month} ${year} 09-24 +0000`;
  return `ClamAV-VDB:${time}:${signatureVersion}:${Object.keys(madeUp).length}:90:${'0'.repeat(32)}:none:nobody:${seconds}`;
}

/** One file of a tar archive in POSIX's ustar form: a block of header, the content, and zeros up to the next block. */
function tarMember(name: string, content: Buffer): Buffer {
  const block = 512;
  const header = Buffer.alloc(block);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
  header.write(name, 0, 'latin1');
  header.write(octal(0o644, 7), 100, 'latin1');
  header.write(octal(0, 7) + octal(0, 7), 108, 'latin1');
  header.write(octal(content.length, 11) + octal(0, 11), 124, 'latin1');
  header.write('        0', 148, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return Buffer.concat([header, content, Buffer.alloc((block - (content.length % block)) % block)]);
}
