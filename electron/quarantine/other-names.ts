import { lstat } from 'node:fs/promises';
import type { FileIdentity } from '../files/file-identity.ts';
import type { FilePath } from '../files/file-path.ts';
import { orElse } from '../files/fs-error.ts';

/** Of the paths at which a file was once seen, those that still are names of it. */
export async function namesThatRemain(
  { dev, ino }: Pick<FileIdentity, 'dev' | 'ino'>,
  seen: readonly FilePath[],
): Promise<FilePath[]> {
  const remaining: FilePath[] = [];
  for (const path of seen) {
    const stats = await lstat(path.bytes, { bigint: true }).catch(
      orElse(['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG'], null),
    );
    if (stats?.isFile() === true && stats.dev === dev && stats.ino === ino) remaining.push(path);
  }
  return remaining;
}
