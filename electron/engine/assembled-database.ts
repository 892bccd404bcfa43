import { createHash } from 'node:crypto';
import {
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import type { OwnSet } from './own-signatures.ts';

const directoryPrefix = 'database-';
const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

/** What clamd calls the mark; nobody else's signature has this name. */
export const markName = 'Lazaret.Mark';

/** A text that clamd finds something in as soon as it has loaded the set of this fingerprint, and never before. */
export const markOf = (fingerprint: string): Buffer => Buffer.from(`Lazaret asks: are these loaded? ${fingerprint}\n`);

/**
 * clamd reads one directory of databases only. This makes one in `home` of everything in `source`, of the user's own
 * signatures, and of one that finds the set's mark. It may be in use: what is new comes before what is old goes.
 */
export function assembleDatabase(source: string, own: OwnSet, home: string): string {
  const target = join(home, `${directoryPrefix}${sha256(source).slice(0, 12)}`);
  mkdirSync(target, { recursive: true, mode: 0o700 });
  const wanted = new Set<string>();
  const add = (name: string, isCurrent: (path: string) => boolean, make: (path: string) => void): void => {
    const path = join(target, name);
    wanted.add(name);
    if (isCurrent(path)) return;
    rmSync(path, { force: true });
    make(path);
  };
  const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  for (const name of databasesIn(source)) {
    const from = join(source, name);
    add(
      name,
      (path) => isSame(from, path),
      (path) => linkTo(from, path),
    );
  }
  for (const from of own.files) add(`own-${basename(from)}`, isThere, (path) => copyFileSync(from, path));
  const mark = markOf(own.fingerprint);
  const hash = sha256(mark);
  add(`lazaret-mark-${hash.slice(0, 16)}.hsb`, isThere, (path) =>
    writeFileSync(path, `${hash}:${mark.length}:${markName}\n`, { mode: 0o600 }),
  );
  for (const name of readdirSync(target)) if (!wanted.has(name)) rmSync(join(target, name), { force: true });
  return target;
}

/** Removes what was assembled earlier, `kept` excepted. */
export function removeAssembled(home: string, kept: string): void {
  for (const name of readdirSync(home)) {
    const path = join(home, name);
    if (name.startsWith(directoryPrefix) && path !== kept) rmSync(path, { recursive: true, force: true });
  }
}

/** What is in a directory of databases: names, sizes and times, to see that it has changed. Empty where it cannot be read. */
export function versionOf(source: string): string {
  try {
    return databasesIn(source)
      .map((name) => {
        const stats = statSync(join(source, name), { throwIfNoEntry: false });
        return `${name}:${stats?.size}:${stats?.mtimeMs}`;
      })
      .join();
  } catch {
    // Taken off the machine, or closed to this user: another one has to be chosen.
    return '';
  }
}

/** clamd passes over names of kinds it does not know, such as an updater's locks. */
const databasesIn = (source: string): readonly string[] =>
  readdirSync(source, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();

/** A link always leads to what is there now; a hard link or a copy may be of an older one. */
function isSame(from: string, path: string): boolean {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined || there.isSymbolicLink()) return there !== undefined;
  const { size, mtimeMs } = statSync(from);
  return there.size === size && there.mtimeMs === mtimeMs;
}

/** A link, so that the machine's own databases are not there twice; on Windows it takes a right, else it is another way. */
function linkTo(from: string, path: string): void {
  for (const make of [symlinkSync, linkSync]) {
    try {
      make(from, path);
      return;
    } catch {
      // The next way; the last one tells what is wrong.
    }
  }
  copyFileSync(from, path);
}
