import type { QuarantineItem } from '../../contract/quarantine.ts';
import type { Result } from '../../contract/result.ts';
import type { FileIdentity } from '../files/file-identity.ts';
import type { FilePath } from '../files/file-path.ts';
import type { OpenDirectory } from '../files/parent-walk.ts';
import type { Journal } from './journal.ts';

/** A finding to lock away: the version that was scanned and the hash of the very bytes the engine read. */
export interface StoreRequest {
  readonly path: FilePath;
  readonly identity: FileIdentity;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly signature: string;
  readonly engine: string | null;
  readonly signatureVersion: string | null;
}

/**
 * `stored`: the file is in the vault and gone from its place. `stored-original-left`: the scanned bytes are in the vault,
 * but something else is at the path by now, or the file lives on under another name; scan the path again.
 * `changed`: the path is not the scanned version any more, nothing was done; scan again. `gone`: nothing is there.
 * `failed`: the original is untouched and still in its place; `code` is the system's name of the error.
 */
export type StoreResult =
  | { readonly kind: 'stored'; readonly item: QuarantineItem }
  | { readonly kind: 'stored-original-left'; readonly item: QuarantineItem; readonly detail: string }
  | { readonly kind: 'changed' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly code: string; readonly detail: string };

export interface RestoreOptions {
  /** Where to, instead of where the file came from. */
  readonly to?: FilePath | undefined;
  /** Keeps the permission to execute; setuid, setgid and sticky never come back. */
  readonly keepExec: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** What recovery found at start. All lists are empty after an orderly end. */
export interface RecoveryReport {
  /** Ids of items whose storing had not ended and has now: they are in the vault. */
  readonly finished: readonly string[];
  /** Ids of copies that had not been completed and are dropped; the originals are in their place. */
  readonly rolledBack: readonly string[];
  /** Ids of items whose original could not be looked at, or is another file by now. */
  readonly originalsLeft: readonly string[];
  /** Ids of items whose restore had been interrupted, and was completed or undone. */
  readonly restores: readonly string[];
  /** Names of files in the vault that belong to no item. They are left where they are. */
  readonly orphanBlobs: readonly string[];
  /** Ids of items without a whole copy; shown as `damaged`. */
  readonly damaged: readonly string[];
  /** Where a journal that could not be read any more was put, or null. */
  readonly journalSetAside: string | null;
}

export interface VaultLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string, cause?: unknown): void;
}

export interface Vault {
  store(request: StoreRequest): Promise<StoreResult>;
  /** Newest first. */
  list(): readonly QuarantineItem[];
  get(id: string): QuarantineItem | null;
  /** Puts the file back; never overwrites. On success the item has left the vault. `path` is readable text. */
  restore(id: string, options: RestoreOptions): Promise<Result<{ path: FilePath }>>;
  /** Destroys key and copy. There is no way back, but no claim either that the disk forgets the encrypted bytes. */
  remove(id: string): Promise<Result<null>>;
  /** Whether the owner restored exactly these bytes to exactly this path, or is just about to. */
  allows(candidate: { readonly path: FilePath; readonly sha256: string; readonly signature: string }): boolean;
  /** Whether this is the vault's own directory, which must not be watched or scanned. */
  contains(stats: { readonly dev: bigint; readonly ino: bigint }): boolean;
  /** Called after every change of the list. Returns the unsubscribe. */
  onChanged(listener: () => void): () => void;
  /** Takes no further work; the journal closes when the work under way has ended. */
  close(): void;
}

/** What the vault's operations work with. */
export interface VaultParts {
  readonly directory: OpenDirectory;
  readonly journal: Journal;
  readonly now: () => Date;
  readonly randomBytes: (size: number) => Buffer;
  readonly log: VaultLog;
  /** Keys of the paths of unfinished files of restores under way, which are nobody's arrivals. */
  readonly unfinished: Set<string>;
}
