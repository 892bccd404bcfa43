import { realpathSync, statSync } from 'node:fs';
import { fail, ok, type Result } from '../../contract/result.ts';
import { displayPath, type FilePath, filePath } from '../files/file-path.ts';
import { errorCode } from '../files/fs-error.ts';

/** The true place of a directory, without symbolic links on the way: what is watched is what the vault later walks to. */
export function findDirectory(path: FilePath, text: string): Result<FilePath> {
  const shown = displayPath(path);
  try {
    const real = filePath(realpathSync(path.bytes, { encoding: 'buffer' }));
    if (statSync(real.bytes).isDirectory()) return ok(real);
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
