import { Buffer } from 'node:buffer';
import { childPath, type FilePath } from '../files/file-path.ts';
import { createBatchLook, type ListedDirectory, type Looked } from './batch-look.ts';
import { namesIn } from './directory-names.ts';
import { silentCode } from './look-at-path.ts';

/**
 * Tells what is in a directory, some of it at a time, in the file system's order; nothing is opened. What was begun and is
 * not wanted to its end must be ended by `return`, as `for await` does. Throws the system's error where the directory
 * cannot be read, and the signal's reason when it aborts.
 */
export type ReadDirectory = (
  directory: ListedDirectory,
  signal: AbortSignal,
) => AsyncIterator<readonly Looked[], void, undefined>;

/** Entries looked at together: enough to keep the file system busy, few enough to let others have a turn. */
const batchSize = 64;

/** @param name one character a byte */
const inDirectory = ({ path }: ListedDirectory, name: string): FilePath => childPath(path, Buffer.from(name, 'latin1'));

/** Makes the way to read directories in the calling thread. */
export function createDirectoryReader(): ReadDirectory {
  const lookAtAll = createBatchLook();
  return async function* read(directory, signal) {
    signal.throwIfAborted();
    const found = await namesIn(directory.path);
    const silent = new Set(directory.silent?.map((name) => Buffer.from(name).toString('latin1')));
    const entries = silent.size === 0 ? found : found.filter(({ name }) => !silent.has(name));
    if (entries.length < found.length) {
      const left = found.filter(({ name }) => silent.has(name));
      yield left.map(({ name }) => [inDirectory(directory, name), { kind: 'unreadable', code: silentCode }]);
    }
    for (let start = 0; start < entries.length; start += batchSize) {
      signal.throwIfAborted();
      const batch = entries.slice(start, start + batchSize).map(({ name, isFile }) => ({
        path: inDirectory(directory, name),
        isFile,
      }));
      yield await lookAtAll(directory, batch);
    }
  };
}
