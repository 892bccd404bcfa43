import type { App } from 'electron';
import { filesHang } from '../base/hanging-files.ts';
import type { Logger } from '../base/log.ts';

/** Stops in the order given to `add`, last first, as parts were started. */
export interface StopSequence {
  add(name: string, stop: () => void | Promise<void>): void;
  /** Stops everything once; a part that fails to stop is logged and does not keep the others running. */
  run(): Promise<void>;
}

export function createStopSequence(log: Logger): StopSequence {
  const parts: { readonly name: string; readonly stop: () => void | Promise<void> }[] = [];
  return {
    add: (name, stop) => {
      parts.push({ name, stop });
    },
    async run() {
      for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
        try {
          await part.stop();
        } catch (error) {
          log.error(`The ${part.name} did not stop cleanly`, error);
        }
      }
    },
  };
}

/**
 * Holds the app's end back until `stops` has run, `deadlineMs` at most: a session that ends waits for nobody, and the
 * vault's journal makes a late end safe.
 */
export function stopOnQuit(app: App, stops: StopSequence, options: { deadlineMs: number; log: Logger }): void {
  let stopping = false;
  const end = async (): Promise<void> => {
    if (await filesHang()) process.kill(process.pid, 'SIGKILL');
    app.exit(0);
  };
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (stopping) return;
    stopping = true;
    const late = setTimeout(() => {
      options.log.error(`Stopping took longer than ${options.deadlineMs} ms; ending now`);
      void end();
    }, options.deadlineMs);
    void stops.run().finally(() => {
      clearTimeout(late);
      void end();
    });
  });
  // The tray keeps the app alive; without a listener Electron would end it with its last window.
  app.on('window-all-closed', () => undefined);
}
