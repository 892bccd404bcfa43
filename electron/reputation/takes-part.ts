import { realpath } from 'node:fs/promises';
import type { ReputationSettings } from '../../contract/reputation.ts';
import type { Clock } from '../base/clock.ts';
import { within } from '../base/within.ts';
import { type FilePath, filePath, isInside, parentPath, pathFromFields } from '../files/file-path.ts';
import type { WatchedFolders } from '../folders/folder-types.ts';

/**
 * Whether anybody may be asked about a file at a path: it lies in a watched folder, and in Downloads where only that is
 * to be, and nothing the user left out of watching speaks of it, whoever had it scanned.
 * @param parts.downloads where the user's Downloads folder really is; null where nobody knows of one
 */
export function createTakesPart(parts: {
  readonly settings: () => Pick<ReputationSettings, 'where'>;
  readonly folders: () => Pick<WatchedFolders, 'folderOf' | 'rulesOf' | 'states'>;
  readonly downloads: string | null;
  /** Files of Lazaret's own making, to test a folder with. */
  readonly isOurs: (path: FilePath) => boolean;
}): (file: { readonly path: FilePath; readonly size: number | null }) => boolean {
  const { settings, isOurs } = parts;
  const downloads = parts.downloads === null ? null : filePath(parts.downloads);

  return ({ path, size }) => {
    const folders = parts.folders();
    const id = folders.folderOf(path);
    if (id === null || isOurs(path)) return false;
    if (settings().where === 'downloads' && (downloads === null || !isInside(path, downloads))) return false;
    const folder = folders.states().find((state) => state.id === id);
    if (folder === undefined) return false;
    const rules = folders.rulesOf(id);
    if (rules.ruleForFile(path, size) !== null) return false;
    const root = pathFromFields(folder);
    for (let above = parentPath(path); isInside(above, root); above = parentPath(above)) {
      if (rules.ruleForFolder(above) !== null) return false;
      if (above.bytes.length <= root.bytes.length) break;
    }
    return true;
  };
}

/** A network share that is away never answers. */
const deadlineMs = 5_000;

/** Where a folder really is, as watched folders go by; as it is called where nobody answers that. */
export async function whereReally(path: string, clock: Pick<Clock, 'schedule'>): Promise<string> {
  const real = await within(
    realpath(path).catch(() => path),
    deadlineMs,
    clock,
  );
  return real === 'late' ? path : real;
}
