import { realpath, stat } from 'node:fs/promises';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { Clock } from '../base/clock.ts';
import { within } from '../base/within.ts';
import { displayPath, type FilePath, filePath } from '../files/file-path.ts';
import { errorCode } from '../files/fs-error.ts';

/** A network share that is away never answers. */
const deadlineMs = 5_000;

/** The true place of a directory, without symbolic links on the way: what is watched is what the vault later walks to. */
export async function findDirectory(
  path: FilePath,
  text: string,
  clock: Pick<Clock, 'schedule'>,
): Promise<Result<FilePath>> {
  const found = await within(find(path, text), deadlineMs, clock);
  if (found !== 'late') return found;
  return fail(
    'not-readable',
    `${displayPath(path)} does not answer. Nothing was changed. If it is a network folder, check the connection.`,
  );
}

async function find(path: FilePath, text: string): Promise<Result<FilePath>> {
  const shown = displayPath(path);
  try {
    const real = filePath(await realpath(path.bytes, { encoding: 'buffer' }));
    if ((await stat(real.bytes)).isDirectory()) return ok(real);
    return fail(
      'not-a-directory',
      `${shown} is not a folder, so it cannot be watched. Nothing was changed. Name the folder it is in.`,
    );
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') {
      return fail(
        'not-found',
        `There is no folder ${shown} (given as ${JSON.stringify(text)}). Nothing was changed. Check the spelling.`,
      );
    }
    return fail('not-readable', `${shown} cannot be looked at (${code}). Nothing was changed. Check its permissions.`);
  }
}
