import { filePath } from '../../electron/files/file-path.ts';
import { createFolderWatcher } from '../../electron/watch/folder-watcher.ts';
import { settleTimingFor } from '../../electron/watch/settle-timing.ts';

/** Run as a program, by another user say: watches the folder named until standard input ends, a line for all it hears. */
const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const silent = (): void => undefined;
const watcher = createFolderWatcher({
  path: filePath(process.argv[2] ?? '.'),
  recursive: true,
  polling: false,
  isExcluded: () => false,
  excludesFile: () => false,
  timing: () => settleTimingFor(500),
  log: { debug: silent, info: silent, warn: silent },
  listeners: {
    onFileSettled: ({ path }) => print({ settled: path.bytes.toString() }),
    onArrivingChanged: silent,
    onHealthChanged: ({ health }) => print({ health }),
    onSweepNeeded: (why) => print({ sweep: why }),
  },
});
await watcher.start();
process.stdin.once('end', () => void watcher.stop());
process.stdin.resume();
