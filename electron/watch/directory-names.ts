import { readdir } from 'node:fs/promises';
import type { FilePath } from '../files/file-path.ts';
import { errorCode } from '../files/fs-error.ts';

/** An entry of a directory. */
export interface NamedEntry {
  /** One character a byte. */
  readonly name: string;
  /** By what the directory itself says of it. */
  readonly isFile: boolean;
  readonly isDirectory: boolean;
}

/**
 * All that is in a directory. The names come in one turn of the event loop however many there are, so they come as strings:
 * a buffer for each takes three times as long. Where the file system does not say what an entry is, Node looks for itself,
 * and can do that by buffers only. Rejects with the system's error.
 */
export async function namesIn({ bytes }: FilePath): Promise<readonly NamedEntry[]> {
  try {
    const found = await readdir(bytes, { encoding: 'latin1', withFileTypes: true });
    return found.map((entry) => ({ name: entry.name, isFile: entry.isFile(), isDirectory: entry.isDirectory() }));
  } catch (error) {
    if (errorCode(error) !== 'ERR_INVALID_ARG_TYPE') throw error;
    const found = await readdir(bytes, { encoding: 'buffer', withFileTypes: true });
    return found.map((entry) => ({
      name: entry.name.toString('latin1'),
      isFile: entry.isFile(),
      isDirectory: entry.isDirectory(),
    }));
  }
}
