import { Buffer } from 'node:buffer';
import { childPath, type FilePath } from '../files/file-path.ts';
import { namesIn } from './directory-names.ts';

/** Whether a directory has more than `limit` entries, all below it included. What cannot be read has none. */
export async function hasMoreEntries(
  root: FilePath,
  limit: number,
  isSilent: (path: FilePath) => boolean,
): Promise<boolean> {
  let entries = 0;
  const directories = [root];
  for (let directory = directories.pop(); directory !== undefined; directory = directories.pop()) {
    const found = isSilent(directory) ? [] : await namesIn(directory).catch(() => []);
    entries += found.length;
    if (entries > limit) return true;
    for (const { name, isDirectory } of found) {
      if (isDirectory) directories.push(childPath(directory, Buffer.from(name, 'latin1')));
    }
  }
  return false;
}
