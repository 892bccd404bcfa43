import { systemClock } from '../../electron/base/clock.ts';
import { filePath } from '../../electron/files/file-path.ts';
import { createEventFlood } from '../../electron/watch/event-flood.ts';
import { createFolderWatcher } from '../../electron/watch/folder-watcher.ts';
import { createDirectoryReader } from '../../electron/watch/read-directory.ts';
import { settleTimingFor } from '../../electron/watch/settle-timing.ts';
import { createSilentMounts } from '../../electron/watch/silent-mounts.ts';

/** Run as a program, by another user say: watches the folder named until standard input ends, a line for all it hears. */
const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const silent = (): void => undefined;
const watcher = createFolderWatcher({
  path: filePath(process.argv[2] ?? '.'),
  recursive: true,
  polling: false,
  read: createDirectoryReader(),
  isExcluded: () => false,
  excludesFile: () => false,
  flood: createEventFlood(systemClock),
  mounts: createSilentMounts({ clock: systemClock }),
  timing: () => settleTimingFor(500),
  log: { debug: silent, info: silent, warn: silent },
  listeners: {
    onFileSettled: ({ path }) => print({ settled: path.bytes.toString() }),
    onGone: () => undefined,
    onArrivingChanged: silent,
    onHealthChanged: ({ health }) => print({ health }),
    onSweepNeeded: (why) => print({ sweep: why }),
  },
});
await watcher.start();
process.stdin.once('end', () => void watcher.stop());
process.stdin.resume();
