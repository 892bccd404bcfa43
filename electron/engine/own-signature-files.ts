import { createHash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { errorName, errorText } from '../files/fs-error.ts';

/** What clamd loads and what can only ever find more: patterns, hashes, logical and YARA rules, archive contents, icons. */
const kinds = new Set('.ndb .hdb .hsb .mdb .msb .imp .ldb .cdb .idb .pdb .gdb .yar .yara'.split(' '));
/** These make clamd find less, or run code: whoever could put one there could make malware pass as clean. */
const weakening = new Set('.fp .sfp .ign .ign2 .wdb .pwdb .cat .crb .cfg .ftm .info .cbc'.split(' '));

/** Bytes in one file, and files in the folder: more is no hand-made collection, and would take the checks too long. */
const largestBytes = 128 * 1024 * 1024;
const mostFiles = 500;

export interface ReadFile {
  readonly bytes: Buffer;
  /** Of the content and of how clamd reads it. */
  readonly fingerprint: string;
}

/** One name in the folder: what to check, or why it is left out. */
export type ListedFile =
  | { readonly name: string; readonly kind: 'candidate'; readonly version: string }
  | { readonly name: string; readonly kind: 'passed-over' | 'refused'; readonly why: string };

/** Who may be trusted with what clamd loads: nobody but this user and root. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** This process's user; null where the system has no such thing (Windows), and nothing is checked. */
export const thisUser = (): Owner | null =>
  process.getuid === undefined || process.getgid === undefined
    ? null
    : { uid: process.getuid(), gid: process.getgid() };

/** Why others than this user may change it; null when they may not. A group of the user's own is not others. */
function whyNotOurs({ uid, gid, mode }: Stats, owner: Owner | null): string | null {
  if (owner === null) return null;
  if (uid !== owner.uid && uid !== 0) return 'It belongs to another user of this computer, who could change it.';
  const isOpen = (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && gid !== owner.gid && gid !== 0);
  return isOpen ? 'Other users of this computer may write to it. Take that right away (chmod go-w).' : null;
}

/** What lies in the folder, by name. Rejects when the folder cannot be read, or when others may write to it. */
export async function listOwnFiles(folder: string, owner: Owner | null): Promise<readonly ListedFile[]> {
  const stats = await lstat(folder);
  if (!stats.isDirectory()) throw new Error('It is not a folder.');
  const why = whyNotOurs(stats, owner);
  if (why !== null) throw new Error(why);
  const names = (await readdir(folder)).sort();
  const look = async (name: string, index: number): Promise<ListedFile> => {
    const kind = extname(name).toLowerCase();
    if (weakening.has(kind)) {
      return { name, kind: 'passed-over', why: 'Such files tell ClamAV what to ignore; they are not loaded.' };
    }
    if (!kinds.has(kind)) return { name, kind: 'passed-over', why: 'It is not a file of signatures by its name.' };
    if (index >= mostFiles) return { name, kind: 'refused', why: `There are more than ${mostFiles} files.` };
    try {
      const { dev, ino, size, mtimeNs, ctimeNs } = await lstat(join(folder, name), { bigint: true });
      return { name, kind: 'candidate', version: [dev, ino, size, mtimeNs, ctimeNs].join(':') };
    } catch (error) {
      return { name, kind: 'refused', why: errorText(error) };
    }
  };
  return Promise.all(names.map(look));
}

/**
 * Reads one of them through one descriptor, without following a link; a word when it may not be used. What was read is
 * what is checked and loaded, whatever becomes of the file.
 */
export async function readOwnFile(folder: string, name: string, owner: Owner | null): Promise<ReadFile | string> {
  try {
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const file = await open(join(folder, name), flags);
    try {
      const stats = await file.stat();
      if (!stats.isFile()) return 'It is not an ordinary file.';
      const why = whyNotOurs(stats, owner);
      if (why !== null) return why;
      if (stats.size > largestBytes) return `It is larger than ${largestBytes / 1024 / 1024} MiB.`;
      const bytes = await file.readFile();
      const kind = extname(name).toLowerCase();
      // What it includes would be read again at each load, unchecked.
      if (kind.startsWith('.yar') && /\binclude[ \t]+"/.test(bytes.toString('latin1'))) {
        return 'It includes another file. Put everything into one.';
      }
      return { bytes, fingerprint: `${createHash('sha256').update(bytes).digest('hex')}${kind}` };
    } finally {
      await file.close();
    }
  } catch (error) {
    return errorName(error) === 'ELOOP' ? 'It is a link.' : errorText(error);
  }
}
