import { readdir } from 'node:fs/promises';
import { childPath, type FilePath } from '../files/file-path.ts';

/** Whether a directory has more than `limit` entries, all below it included. What cannot be read has none. */
export async function hasMoreEntries(root: FilePath, limit: number): Promise<boolean> {
  let entries = 0;
  const directories = [root];
  for (let directory = directories.pop(); directory !== undefined; directory = directories.pop()) {
    const found = await readdir(directory.bytes, { encoding: 'buffer', withFileTypes: true }).catch(() => []);
    entries += found.length;
    if (entries > limit) return true;
    for (const entry of found) if (entry.isDirectory()) directories.push(childPath(directory, entry.name));
  }
  return false;
}
