import { systemClock } from '../../electron/base/clock.ts';
import { filePath } from '../../electron/files/file-path.ts';
import { createEventFlood } from '../../electron/watch/event-flood.ts';
import { createFolderWatcher } from '../../electron/watch/folder-watcher.ts';
import { createDirectoryReader } from '../../electron/watch/read-directory.ts';
import { settleTimingFor } from '../../electron/watch/settle-timing.ts';
import { createSilentMounts } from '../../electron/watch/silent-mounts.ts';

/** Run as a program where the system has few watches: watches the folder named, and prints what it said of it. */
const root = process.argv[2] ?? '.';
const warnings: string[] = [];
const sweeps: string[] = [];
const watcher = createFolderWatcher({
  path: filePath(root),
  recursive: true,
  isExcluded: () => false,
  polling: false,
  read: createDirectoryReader(),
  excludesFile: () => false,
  flood: createEventFlood(systemClock),
  mounts: createSilentMounts({ clock: systemClock }),
  timing: () => settleTimingFor(500),
  log: { debug: () => undefined, info: () => undefined, warn: (message) => warnings.push(message) },
  listeners: {
    onFileSettled: () => undefined,
    onGone: () => undefined,
    onArrivingChanged: () => undefined,
    onHealthChanged: (condition) => {
      told = condition;
    },
    onSweepNeeded: (why) => sweeps.push(why),
  },
});
let told: object = {};
await watcher.start();
await watcher.stop();
process.stdout.write(JSON.stringify({ ...told, warnings, sweeps }));
