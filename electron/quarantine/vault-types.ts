import type { ItemEvent, QuarantineItem } from '../../contract/quarantine.ts';
import type { Result } from '../../contract/result.ts';
import type { AttributeStore } from '../files/file-attributes.ts';
import type { FileIdentity } from '../files/file-identity.ts';
import type { FilePath } from '../files/file-path.ts';
import type { OpenDirectory } from '../files/parent-walk.ts';
import type { AllowList } from './allow-list.ts';
import type { ItemHeader } from './item-header.ts';
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
  /** Where it was downloaded from, where that is known. */
  readonly origin: string | null;
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
  /** Why it is allowed from now on, in the user's words; and until when (ISO 8601), null for until it is revoked. */
  readonly reason?: string | undefined;
  readonly expiresAt?: string | null | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Restored {
  readonly path: FilePath;
  /** What the file system kept beside the file could not be given back. */
  readonly attributesLost: boolean;
}

/** What it takes to read an item's copy: nothing of it is worth anything before all of it proved whole. */
export interface StoredCopy {
  readonly header: ItemHeader;
  /** The header as the journal holds it. */
  readonly headerBytes: Buffer;
  readonly key: Buffer;
  /** For `fs` calls of this process, as long as the vault is open. */
  readonly blob: Buffer;
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
  /** Newest first; what was deleted and waits for the end of the grace period is among them, with `trashedAt`. */
  list(): readonly QuarantineItem[];
  get(id: string): QuarantineItem | null;
  /** Puts the file back; never overwrites. On success the item has left the vault. */
  restore(id: string, options: RestoreOptions): Promise<Result<Restored>>;
  /** Deletes an item for the time being: key and copy stay until `remove`, and `untrash` undoes it. */
  trash(id: string): Promise<Result<QuarantineItem>>;
  untrash(id: string): Promise<Result<QuarantineItem>>;
  /** Destroys key and copy. There is no way back, but no claim either that the disk forgets the encrypted bytes. */
  remove(id: string): Promise<Result<null>>;
  /** Works with an item's copy while nothing else may change the item. */
  withCopy<T>(id: string, work: (copy: StoredCopy) => Promise<Result<T>>): Promise<Result<T>>;
  /** What happened to an item, oldest first; also of one that is gone. */
  history(id: string): readonly ItemEvent[];
  addEvent(id: string, what: ItemEvent['what'], detail: string): void;
  readonly allowList: AllowList;
  /** Whether this very version of a file is a note that was left beside an original. */
  isNote(identity: FileIdentity): boolean;
  /** Whether the owner allowed exactly these bytes at exactly this path, or is just about to. */
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
  readonly attributes: AttributeStore;
  /** What to leave in the place of an item's original, as text; null for nothing. */
  readonly noteFor: (item: QuarantineItem) => string | null;
  /** Keys of the paths of unfinished files of restores under way, which are nobody's arrivals. */
  readonly unfinished: Set<string>;
}
