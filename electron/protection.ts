import type { LazaretEvent } from '../contract/events.ts';
import type { ControlRequests, Handlers, SharedRequests } from '../contract/requests.ts';
import type { Snapshot, StatePush } from '../contract/state.ts';
import type { ScanRecord } from '../contract/verdicts.ts';
import type { Logger } from './base/log.ts';
import type { KeyCipher } from './reputation/key-file.ts';
import type { SettingsStore } from './settings/settings-store.ts';

export interface ProtectionOptions {
  readonly dataDirectory: string;
  readonly settingsStore: (directory: string) => SettingsStore;
  readonly paths: { readonly scanWorker: URL; readonly directoryWorker: URL; readonly starterSignatures: string };
  /** `LAZARET_CLAMD` in it overrides the endpoints of the settings. */
  readonly environment: NodeJS.ProcessEnv;
  readonly version: string;
  /** Who we are to an instance that finds the data directory taken, e.g. `Lazaret` or `lazaret start`. */
  readonly program: string;
  /** Watched from the very first start on, and when the settings cannot be read; where they exist. */
  readonly firstRunFolders: readonly string[];
  /** Whether the machine runs on its battery; scans that can wait do so then, if the user wants that. */
  readonly isOnBattery: () => boolean;
  /** The user's Downloads folder, whether or not it is there. */
  readonly downloads: string;
  /** The system's keyring; null where there is none to ask, as on the command line. */
  readonly keyCipher: KeyCipher | null;
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
