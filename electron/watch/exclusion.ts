import type { Clock } from '../base/clock.ts';
import { type FilePath, isInside, parentPath, pathKey } from '../files/file-path.ts';
import type { DirectoryId } from './list-files.ts';
import { lookAtPath } from './look-at-path.ts';

/** How long a directory's answer is kept: long enough for a burst, short enough that a moved vault is found. */
const keepMs = 1_000;
const maxKept = 10_000;

/**
 * Tells whether a path below `root` lies in an excluded directory, going by what its parents are (dev/ino), not by
 * what they are called. `root` itself is not judged.
 */
export function createExclusionCheck(options: {
  readonly root: FilePath;
  readonly isExcluded: (directory: DirectoryId, path: FilePath) => boolean;
  readonly clock: Pick<Clock, 'monotonicMs'>;
}): (path: FilePath) => Promise<boolean> {
  const { root, isExcluded, clock } = options;
  const rootKey = pathKey(root);
  let kept = new Map<string, Promise<boolean>>();
  let keptSinceMs = clock.monotonicMs();

  const isExcludedDirectory = async (directory: FilePath): Promise<boolean> => {
    const look = await lookAtPath(directory);
    return look.kind === 'directory' && isExcluded(look.identity, directory);
  };

  const check = (directory: FilePath): Promise<boolean> => {
    const key = pathKey(directory);
    if (key === rootKey || !isInside(directory, root)) return Promise.resolve(false);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const answer = check(parentPath(directory)).then((above) => above || isExcludedDirectory(directory));
    kept.set(key, answer);
    return answer;
  };

  return (path) => {
    const nowMs = clock.monotonicMs();
    if (nowMs - keptSinceMs > keepMs || kept.size > maxKept) {
      kept = new Map();
      keptSinceMs = nowMs;
    }
    return check(parentPath(path));
  };
}
