import type { FilePath } from '../files/file-path.ts';
import { lookAtPath } from '../watch/look-at-path.ts';
import type { WatchedFolders } from './folder-types.ts';

/**
 * Makes the way to ask whether a file is gone for good. What lies in a folder that cannot be reached now, such as an
 * unmounted share, is not.
 */
export function createVanished(
  folders: Pick<WatchedFolders, 'folderOf' | 'states'>,
): (path: FilePath) => Promise<boolean> {
  return async (path) => {
    const folderId = folders.folderOf(path);
    const folder = folders.states().find(({ id }) => id === folderId);
    if (folder !== undefined && folder.health !== 'watching') return false;
    return (await lookAtPath(path)).kind === 'gone';
  };
}
