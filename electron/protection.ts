import type { LazaretEvent } from '../contract/events.ts';
import type { ControlRequests, Handlers, SharedRequests } from '../contract/requests.ts';
import { fail, ok, type Result } from '../contract/result.ts';
import type { Snapshot, StatePush } from '../contract/state.ts';
import type { ScanRecord } from '../contract/verdicts.ts';
import { systemClock } from './base/clock.ts';
import type { Logger } from './base/log.ts';
import { lockInstance } from './control/instance-lock.ts';
import { openDataDirectory } from './files/data-directory.ts';
import { joinRooms } from './join-rooms.ts';
import type { SettingsStore } from './settings/settings-store.ts';

export interface ProtectionOptions {
  readonly dataDirectory: string;
  readonly settingsStore: (directory: string) => SettingsStore;
  readonly paths: { readonly scanWorker: URL; readonly starterSignatures: string };
  /** `LAZARET_CLAMD` in it overrides the endpoints of the settings. */
  readonly environment: NodeJS.ProcessEnv;
  readonly version: string;
  /** Who we are to an instance that finds the data directory taken, e.g. `Lazaret` or `lazaret start`. */
  readonly program: string;
  /** Watched from the very first start on, and when the settings cannot be read; where they exist. */
  readonly firstRunFolders: readonly string[];
  readonly log: Logger;
}

/** What an event is about, for those who show more than its line. */
export interface EventContext {
  /** The on-demand scans that waited for it. */
  readonly jobIds: readonly string[];
  readonly record: ScanRecord | null;
}

/** One running Lazaret: all rooms joined. The window, the tray, notifications and the CLI are its subscribers. */
export interface Protection {
  readonly dataDirectory: string;
  readonly handlers: Handlers<SharedRequests & ControlRequests>;
  snapshot(): Snapshot;
  onPush(listener: (push: StatePush) => void): () => void;
  onEvent(listener: (event: LazaretEvent, context: EventContext) => void): () => void;
  /** Watches, scans, and answers the CLI, until `stop`. Requests are served before that too. */
  start(options: { readonly scanExisting: boolean }): Promise<void>;
  /** The machine was asleep: what landed meanwhile brought no event, and the engine may be gone. */
  resumed(): void;
  stop(): Promise<void>;
}

/**
 * Opens a data directory and joins the rooms on it. Fails with `already-running` when another instance has it, and
 * with `io` when it cannot be used; nothing is left open then.
 */
export async function openProtection(options: ProtectionOptions): Promise<Result<Protection>> {
  const { log } = options;
  try {
    const data = openDataDirectory(options.dataDirectory);
    const locked = lockInstance(data.path, options.program, systemClock.now);
    if (!locked.ok) return locked;
    try {
      return ok(await joinRooms(options, data, locked.value));
    } catch (error) {
      locked.value.release();
      throw error;
    }
  } catch (error) {
    log.error('the data directory cannot be used', error);
    const why = error instanceof Error ? error.message : String(error);
    return fail(
      'io',
      `The data directory ${options.dataDirectory} cannot be used: ${why}. Nothing is protected. Mend that, or name another with --data-dir.`,
    );
  }
}
