import { performance } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import type { FilePath } from '../files/file-path.ts';
import { createSwiftCheck } from '../files/swift-file-systems.ts';
import { type Look, lookAtOnce, lookAtPath } from './look-at-path.ts';

/** An entry of a directory, by what the directory itself says of it. */
export interface Entry {
  readonly path: FilePath;
  /** Anything else may be where something is mounted that never answers. */
  readonly isFile: boolean;
}

/** A directory that is being listed; `dev` is its own. */
export interface ListedDirectory {
  readonly path: FilePath;
  readonly dev: bigint;
}

type Looked = readonly [path: FilePath, look: Look];

/** So long may the disk be waited for, in milliseconds, before everyone else has a turn. */
const longestWaitMs = 2;
/** So many batches are then looked at patiently before it is tried again. */
const patientBatches = 16;

/**
 * Makes the way to look at some entries of one directory. By Node's pool of threads a look costs several times what the
 * system's call does; so on a local file system files are asked for directly, for as long as their answers come at once.
 */
export function createBatchLook(): (
  directory: ListedDirectory,
  entries: readonly Entry[],
) => Promise<readonly Looked[]> {
  const isSwift = createSwiftCheck();
  let patientLeft = 0;

  return async (directory, entries) => {
    const isPatient = patientLeft > 0 || !(await isSwift(directory.path, directory.dev));
    if (patientLeft > 0) patientLeft -= 1;
    else await turn();
    const looked: Looked[] = [];
    const left: Entry[] = [];
    const endMs = performance.now() + longestWaitMs;
    for (const entry of entries) {
      if (isPatient || !entry.isFile || patientLeft > 0) {
        left.push(entry);
        continue;
      }
      looked.push([entry.path, lookAtOnce(entry.path)]);
      if (performance.now() > endMs) patientLeft = patientBatches;
    }
    if (left.length === 0) return looked;
    const others = left.map(async ({ path }): Promise<Looked> => [path, await lookAtPath(path)]);
    return [...looked, ...(await Promise.all(others))];
  };
}
