import { statSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../electron/base/clock.ts';
import { displayPath, filePath, pathKey } from '../../electron/files/file-path.ts';
import { createEventFlood } from '../../electron/watch/event-flood.ts';
import { createFolderWatcher, type FolderCondition } from '../../electron/watch/folder-watcher.ts';
import type { DirectoryId } from '../../electron/watch/list-files.ts';
import { createDirectoryReader } from '../../electron/watch/read-directory.ts';
import type { SettledFile } from '../../electron/watch/settle.ts';
import { settleTimingFor } from '../../electron/watch/settle-timing.ts';
import { createSilentMounts } from '../../electron/watch/silent-mounts.ts';

/** A folder watched for real, with all that was heard of it. Ends with the test. */
export async function watchFolder(
  root: string | Uint8Array,
  options: { readonly recursive?: boolean; readonly polling?: boolean; readonly excluded?: string } = {},
) {
  const settled: SettledFile[] = [];
  const healths: (FolderCondition & { readonly at: number })[] = [];
  const sweeps: string[] = [];
  const warnings: string[] = [];
  const path = filePath(root);
  const isExcluded = ({ dev, ino }: DirectoryId): boolean => {
    if (options.excluded === undefined) return false;
    const stats = statSync(options.excluded, { bigint: true });
    return stats.dev === dev && stats.ino === ino;
  };
  const watcher = createFolderWatcher({
    path,
    recursive: options.recursive ?? true,
    isExcluded,
    polling: options.polling ?? false,
    read: createDirectoryReader(),
    excludesFile: () => false,
    flood: createEventFlood(systemClock),
    mounts: createSilentMounts({ clock: systemClock }),
    timing: () => settleTimingFor(500),
    log: { debug: () => undefined, info: () => undefined, warn: (message) => warnings.push(message) },
    listeners: {
      onFileSettled: (file) => settled.push(file),
      onGone: () => undefined,
      onArrivingChanged: () => undefined,
      onHealthChanged: (change) => healths.push({ ...change, at: performance.now() }),
      onSweepNeeded: (why) => sweeps.push(why),
    },
  });
  onTestFinished(() => watcher.stop());
  await watcher.start();
  const prefix = pathKey(path).length + 1;
  /** What has come to rest, in order, below the root. */
  const names = (): string[] => settled.map((file) => displayPath(file.path).slice(displayPath(path).length + 1));
  /** The same, bytes as Latin-1. */
  const keys = (): string[] => settled.map((file) => pathKey(file.path).slice(prefix));
  return { watcher, settled, healths, sweeps, warnings, names, keys };
}
