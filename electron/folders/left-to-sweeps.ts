import { type FilePath, pathFromFields } from '../files/file-path.ts';
import { ruleFor } from '../watch/exclusion-rules.ts';
import type { WatchedFolders } from './folder-types.ts';

/**
 * Whether a sweep comes by a file: it is in a watched folder and nothing leaves it out there, whatever its size may be.
 * One that does not has to be taken up again by its name.
 */
export function isLeftToSweeps(
  folders: Pick<WatchedFolders, 'folderOf' | 'rulesOf' | 'states'>,
  path: FilePath,
): boolean {
  const folder = folders.states().find(({ id }) => id === folders.folderOf(path));
  if (folder === undefined) return false;
  return ruleFor(folders.rulesOf(folder.id), pathFromFields(folder), path, Number.POSITIVE_INFINITY) === null;
}
