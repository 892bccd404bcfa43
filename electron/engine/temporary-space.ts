import { statfs } from 'node:fs/promises';
import type { EngineState } from '../../contract/state.ts';
import type { Clock } from '../base/clock.ts';
import { errorName } from '../files/fs-error.ts';

/** How much room there is where a clamd of ours writes what it scans. */
export interface TemporarySpace {
  /** Measures again, unless it was done a moment ago; tells when what was measured is another amount. */
  measure(directory: string): void;
  /** Null when there is enough for so many bytes, or when it is not known. */
  shortOf(neededBytes: number): EngineState['space'];
}

const measureEveryMs = 10_000;
const bytesPerMiB = 1024 * 1024;

export function createTemporarySpace(clock: Pick<Clock, 'monotonicMs'>, onChanged: () => void): TemporarySpace {
  let measured: { readonly directory: string; readonly freeBytes: number } | null = null;
  let lastMs: number | null = null;

  async function read(directory: string): Promise<void> {
    const before = measured;
    try {
      const { bavail, bsize } = await statfs(directory);
      measured = { directory, freeBytes: bavail * bsize };
    } catch (error) {
      // Gone with the clamd that it belonged to.
      if (errorName(error) !== 'ENOENT') throw error;
      measured = null;
    }
    if (before?.freeBytes !== measured?.freeBytes) onChanged();
  }

  return {
    measure(directory) {
      const now = clock.monotonicMs();
      if (lastMs !== null && measured?.directory === directory && now - lastMs < measureEveryMs) return;
      lastMs = now;
      read(directory).catch(() => {
        // A system that cannot tell how much is free: then nothing is said of it.
        measured = null;
      });
    },
    shortOf(neededBytes) {
      if (measured === null || measured.freeBytes >= neededBytes) return null;
      const inMiB = (bytes: number): number => Math.floor(bytes / bytesPerMiB);
      return { path: measured.directory, freeMiB: inMiB(measured.freeBytes), neededMiB: inMiB(neededBytes) };
    },
  };
}
