import { performance } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import type { FilePath } from '../files/file-path.ts';
import { createSwiftCheck } from '../files/swift-file-systems.ts';
import { type Look, lookAtOnce, lookAtPath } from './look-at-path.ts';
import { createPatience } from './patience.ts';

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
  /** Names in it that are not to be looked at, for nobody would answer. */
  readonly silent?: readonly Uint8Array[];
}

/** A name in a directory, and what is there. */
export type Looked = readonly [path: FilePath, look: Look];

/** So long may the disk be waited for, in milliseconds, before everyone else has a turn. */
const longestWaitMs = 2;
/** So many batches are then looked at patiently before it is tried again, and more where that does not help. */
const patientBatches = 16;
/** Each that is never answered keeps a thread of the pool. */
const patientTogether = 4;

/**
 * Makes the way to look at some entries of one directory. By Node's pool of threads a look costs several times what the
 * system's call does; so on a local file system files are asked for directly, for as long as their answers come at once.
 */
export function createBatchLook(): (
  directory: ListedDirectory,
  entries: readonly Entry[],
) => Promise<readonly Looked[]> {
  const isSwift = createSwiftCheck();
  const patience = createPatience(patientBatches);

  return async (directory, entries) => {
    let isPatient = patience.isNeeded();
    if (!isPatient) {
      isPatient = !(await isSwift(directory.path, directory.dev));
      await turn();
    }
    const looked: Looked[] = [];
    const left: Entry[] = [];
    const begunMs = performance.now();
    for (const entry of entries) {
      if (isPatient || !entry.isFile) {
        left.push(entry);
        continue;
      }
      looked.push([entry.path, lookAtOnce(entry.path)]);
      const tookMs = performance.now() - begunMs;
      if (tookMs <= longestWaitMs) continue;
      isPatient = true;
      patience.wasSlow(tookMs);
    }
    if (left.length === 0) return looked;
    const others = left.values();
    const lookPatiently = async (): Promise<void> => {
      for (const { path } of others) looked.push([path, await lookAtPath(path)]);
    };
    await Promise.all(Array.from({ length: patientTogether }, lookPatiently));
    return looked;
  };
}
