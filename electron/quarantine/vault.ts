import { chmod, mkdir, realpath } from 'node:fs/promises';
import type { ItemEvent, QuarantineItem } from '../../contract/quarantine.ts';
import { type Failure, fail, ok, type Result } from '../../contract/result.ts';
import type { AttributeStore } from '../files/file-attributes.ts';
import { filePath, pathKey } from '../files/file-path.ts';
import { errorText } from '../files/fs-error.ts';
import { openDirectory, physicalParent } from '../files/parent-walk.ts';
import { createAllowList } from './allow-list.ts';
import { blobName, removeItem } from './discard-copy.ts';
import { decodeHeader, type ItemHeader } from './item-header.ts';
import { type JournalRow, openJournal } from './journal.ts';
import { createKeyedLock } from './keyed-lock.ts';
import { senselessRow, toItem } from './quarantine-item.ts';
import { recover } from './recover.ts';
import { restoreFile } from './restore-file.ts';
import { storeFile } from './store-file.ts';
import type { RecoveryReport, StoreResult, Vault, VaultLog, VaultParts } from './vault-types.ts';

export type { RecoveryReport, StoreRequest, Vault } from './vault-types.ts';

interface VaultOptions {
  /** The vault's own directory, made if missing; nothing else may be in it. */
  readonly directory: string;
  readonly now: () => Date;
  /** Cryptographically strong. */
  readonly randomBytes: (size: number) => Buffer;
  readonly log: VaultLog;
  readonly attributes: AttributeStore;
  /** What to leave in the place of an item's original, as text; null for nothing. */
  readonly noteFor: (item: QuarantineItem) => string | null;
}

/**
 * Opens the vault, making it where there is none, and ends whatever was cut short when it was last open. One process
 * at a time may have it open. Throws when the directory or the journal cannot be used at all; nothing is changed then.
 */
export async function openVault(options: VaultOptions): Promise<{ vault: Vault; recovery: RecoveryReport }> {
  const { now, randomBytes, log, attributes, noteFor } = options;
  const named = filePath(options.directory);
  await mkdir(named.bytes, { recursive: true, mode: 0o700 });
  await chmod(named.bytes, 0o700);
  const above = await openDirectory(await physicalParent(named));
  await above.sync();
  await above.close();
  const directory = await openDirectory(filePath(await realpath(named.bytes, { encoding: 'buffer' })));
  try {
    const { journal, setAside } = openJournal(options.directory, now);
    try {
      await directory.sync();
      if (setAside !== null) log.error(`The vault's journal could not be read and was set aside as ${setAside}`);
      const tools = { now, randomBytes, log, attributes, noteFor };
      const parts: VaultParts = { directory, journal, ...tools, unfinished: new Set() };
      const recovery = { ...(await recover(parts)), journalSetAside: setAside };
      return { vault: vaultOn(parts), recovery };
    } catch (error) {
      journal.close();
      throw error;
    }
  } catch (error) {
    await directory.close();
    throw error;
  }
}

const closedFailure: Failure = {
  code: 'stopped',
  message: 'Lazaret is stopping, so nothing was done; the item is kept. Start it again first.',
};
const stoppedStore: StoreResult = {
  kind: 'failed',
  code: 'stopped',
  detail:
    'Infected, NOT quarantined: Lazaret is stopping. The file is still in its place; it is tried at the next start.',
};
const senselessItem = (id: string): ReturnType<typeof fail> =>
  fail(
    'vault-damaged',
    `What the vault's journal says of item ${id} makes no sense, so nothing was done with it. It is kept. Put the vault's ` +
      'files back from a backup if you have one, or delete the item for good.',
  );
const unknownItem = (id: string): ReturnType<typeof fail> =>
  fail(
    'not-found',
    `There is no item ${id} in the vault. It may have been restored or deleted. Look at the list again.`,
  );

function vaultOn(parts: VaultParts): Vault {
  const { journal, directory, log } = parts;
  const lock = createKeyedLock();
  const listeners = new Set<() => void>();
  let items: readonly QuarantineItem[] | null = null;
  let underWay = 0;
  let closed = false;

  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const end = (): void => {
    journal.close();
    directory.close().catch((error: unknown) => log.warn(`The vault did not close: ${errorText(error)}`));
  };
  /** Work that may change the list; the journal outlives it. */
  const change = async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    underWay += 1;
    try {
      return await lock.run(key, work);
    } finally {
      underWay -= 1;
      items = null;
      tell();
      if (closed && underWay === 0) end();
    }
  };
  const list = (): readonly QuarantineItem[] => {
    items ??= journal.rows().flatMap(itemsOf).reverse();
    return items;
  };
  /** Work on an item that is there, one at a time. */
  const withItem = async <T>(id: string, work: (item: KeptItem) => Promise<Result<T>>): Promise<Result<T>> => {
    if (closed) return { ok: false, error: closedFailure };
    return change(`item ${id}`, async () => {
      const row = journal.row(id);
      const item = row === null ? null : keptItem(row);
      return item === null ? unknownItem(id) : work(item);
    });
  };
  const setTrashed = (id: string, at: string | null): Promise<Result<QuarantineItem>> =>
    withItem(id, async ({ row, header, key }) => {
      if (header === null || key === null) return senselessItem(id);
      try {
        if ((row.trashedAt === null) !== (at === null)) journal.markTrashed(id, at);
      } catch (error) {
        log.error(`Item ${id} could not be ${at === null ? 'put back' : 'deleted'}`, error);
        return fail('io', 'The vault could not be written, so nothing was changed. The item is kept. Try again.');
      }
      return ok(itemOf({ ...row, trashedAt: at }, header));
    });
  const remember = (id: string, what: ItemEvent['what'], detail: string): void => {
    try {
      journal.addEvent(id, what, detail);
    } catch (error) {
      // The story is for people; what is done does not depend on it.
      log.error(`What happened to item ${id} could not be written down`, error);
    }
  };

  return {
    store: async (request) =>
      closed ? stoppedStore : change(`path ${pathKey(request.path)}`, () => storeFile(parts, request)),
    list,
    get: (id) => list().find((item) => item.id === id) ?? null,
    restore: (id, options) =>
      withItem(id, async ({ row, header, key }) => {
        if (header === null || key === null) return senselessItem(id);
        const restored = await restoreFile(parts, { header, bytes: row.header, key }, options);
        if (!restored.ok && restored.error.code !== 'cancelled') remember(id, 'restore-failed', restored.error.message);
        return restored;
      }),
    trash: (id) => setTrashed(id, parts.now().toISOString()),
    untrash: (id) => setTrashed(id, null),
    remove: (id) => withItem(id, () => removeItem(parts, id, 'deleted')),
    withCopy: (id, work) =>
      withItem(id, async ({ row, header, key }) => {
        if (header === null || key === null) return senselessItem(id);
        return work({ header, headerBytes: row.header, key, blob: directory.at(blobName(id)) });
      }),
    history(id) {
      const stored = list().find((item) => item.id === id);
      const begin: ItemEvent[] = stored === undefined ? [] : [{ at: stored.at, what: 'stored', detail: '' }];
      return [...begin, ...journal.eventsOf(id)];
    },
    addEvent: remember,
    allowList: createAllowList({ journal, now: parts.now, randomBytes: parts.randomBytes, onChanged: tell }),
    isNote: (identity) => journal.notes.has(identity),
    allows: ({ path, sha256, signature }) =>
      parts.unfinished.has(pathKey(path)) || journal.allowed.allows(path, sha256, signature, parts.now().toISOString()),
    contains: ({ dev, ino }) => dev === directory.dev && ino === directory.ino,
    onChanged: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      if (closed) return;
      closed = true;
      if (underWay === 0) end();
    },
  };
}

const isKept = (row: JournalRow): boolean => row.phase === 'done' || row.phase === 'stored';

interface KeptItem {
  readonly row: JournalRow;
  /** Null when the journal's copy of it makes no sense: then all that can be done is to delete the item. */
  readonly header: ItemHeader | null;
  readonly key: Buffer | null;
}

const keptItem = (row: JournalRow): KeptItem | null =>
  isKept(row) ? { row, header: decodeHeader(row.header, row.id), key: row.key } : null;

/** An item that is not journaled as done may have its original still in place: nobody could look. */
const itemOf = ({ damaged, trashedAt, originalLeft, phase }: JournalRow, header: ItemHeader): QuarantineItem =>
  toItem(header, { damaged, trashedAt, originalLeft: originalLeft || phase === 'stored' });

function itemsOf(row: JournalRow): QuarantineItem[] {
  if (!isKept(row)) return [];
  const header = decodeHeader(row.header, row.id);
  return [header === null ? senselessRow(row) : itemOf(row, header)];
}
