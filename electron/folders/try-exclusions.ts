import type { Exclusions, ExclusionTrial } from '../../contract/exclusions.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { WatchedFolder } from '../../contract/settings.ts';
import type { Clock } from '../base/clock.ts';
import { pathFromFields, pathToFields } from '../files/file-path.ts';
import { programsCovered } from '../watch/exclusion-programs.ts';
import { compileExclusions, ruleFor } from '../watch/exclusion-rules.ts';
import { type DirectoryId, listFiles } from '../watch/list-files.ts';
import type { ReadDirectory } from '../watch/read-directory.ts';

/** A trial is an explanation, not a sweep: it ends here and says that it did. */
const maxFiles = 50_000;
const deadlineMs = 3_000;
const maxExamples = 5;

/** Tries exclusions on what is in one folder (or all, for null) now. Nothing is changed or opened. */
export function createExclusionTrial(parts: {
  readonly folders: () => readonly WatchedFolder[];
  readonly read: ReadDirectory;
  readonly isExcluded: (directory: DirectoryId) => boolean;
  readonly clock: Pick<Clock, 'schedule'>;
}): (folderId: string | null, exclusions: Exclusions) => Promise<Result<ExclusionTrial>> {
  return async (folderId, exclusions) => {
    const folders = parts.folders().filter(({ id }) => folderId === null || id === folderId);
    if (folders.length === 0 && folderId !== null)
      return fail('not-found', `No watched folder has the id ${folderId}.`);
    const over = new AbortController();
    const callOff = parts.clock.schedule(() => over.abort(), deadlineMs);
    const examples: ExclusionTrial['examples'] = [];
    let files = 0;
    let excluded = 0;
    const isOver = (): boolean => files >= maxFiles || over.signal.aborted;
    const tryOn = async (folder: WatchedFolder): Promise<void> => {
      const root = pathFromFields(folder);
      const rules = compileExclusions(root, [exclusions]);
      const listed = listFiles({
        root,
        recursive: folder.recursive,
        read: parts.read,
        isExcluded: parts.isExcluded,
        // What cannot be read is told by the sweep.
        onUnreadable: () => undefined,
        signal: over.signal,
      });
      for await (const some of listed) {
        for (const { path, identity } of some) {
          files += 1;
          const rule = ruleFor(rules, root, path, Number(identity.size));
          if (rule === null) continue;
          excluded += 1;
          if (examples.length < maxExamples) examples.push({ ...pathToFields(path), rule });
        }
        if (isOver()) return;
      }
    };
    try {
      for (const folder of folders) if (!isOver()) await tryOn(folder);
    } catch (error) {
      if (!over.signal.aborted) throw error;
    } finally {
      callOff();
    }
    return ok({ files, excluded, complete: !isOver(), examples, programs: programsCovered(exclusions) });
  };
}
