import { baseName, type FilePath, parentPath } from '../files/file-path.ts';

/** Suffixes programs give a file until it is whole: browsers, download managers, torrent clients, and many others. */
const partialSuffixes = [
  '.crdownload',
  '.part',
  '.partial',
  '.download',
  '.opdownload',
  '.aria2',
  '.!qb',
  '.!ut',
  '.bc!',
  '.filepart',
  '.fdmdownload',
  '.unconfirmed',
  '.tmp',
] as const;

/** rsync writes `name` as `.name.XXXXXX` beside it (rsync(1), --inplace). */
const rsyncName = /^\..+\.[A-Za-z0-9]{6}$/;

/**
 * Whether the name says that the file is not whole yet. It may only delay a scan, never spare the file one: anyone
 * can give a file such a name.
 */
export function isPartialName(path: FilePath): boolean {
  const name = baseName(path).toString('latin1');
  const lower = name.toLowerCase();
  if (partialSuffixes.some((suffix) => lower.endsWith(suffix)) || rsyncName.test(name)) return true;
  // Safari downloads into a directory `name.download`.
  return baseName(parentPath(path)).toString('latin1').toLowerCase().endsWith('.download');
}
