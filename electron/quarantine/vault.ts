import { chmod, mkdir, realpath } from 'node:fs/promises';
import type { QuarantineItem } from '../../contract/quarantine.ts';
import { type Failure, fail } from '../../contract/result.ts';
import { filePath, pathKey } from '../files/file-path.ts';
import { errorText } from '../files/fs-error.ts';
import { openDirectory, physicalParent } from '../files/parent-walk.ts';
import { removeItem } from './discard-copy.ts';
import { decodeHeader } from './item-header.ts';
import { type JournalRow, openJournal } from './journal.ts';
import { createKeyedLock } from './keyed-lock.ts';
import { toItem } from './quarantine-item.ts';
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
}

/**
 * Opens the vault, making it where there is none, and ends whatever was cut short when it was last open. One process
 * at a time may have it open. Throws when the directory or the journal cannot be used at all; nothing is changed then.
 */
export async function openVault(options: VaultOptions): Promise<{ vault: Vault; recovery: RecoveryReport }> {
  const { now, randomBytes, log } = options;
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
      const parts: VaultParts = { directory, journal, now, randomBytes, log, unfinished: new Set() };
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
      for (const listener of listeners) listener();
      if (closed && underWay === 0) end();
    }
  };
  const list = (): readonly QuarantineItem[] => {
    items ??= journal.rows().flatMap(itemsOf).reverse();
    return items;
  };

  return {
    store: async (request) =>
      closed ? stoppedStore : change(`path ${pathKey(request.path)}`, () => storeFile(parts, request)),
    list,
    get: (id) => list().find((item) => item.id === id) ?? null,
    restore: async (id, options) => {
      if (closed) return { ok: false, error: closedFailure };
      return change(`item ${id}`, async () => {
        const row = journal.row(id);
        const header = row === null ? null : decodeHeader(row.header);
        if (row === null || header === null || row.key === null || !isKept(row)) return unknownItem(id);
        return restoreFile(parts, { header, bytes: row.header, key: row.key }, options);
      });
    },
    remove: async (id) => {
      if (closed) return { ok: false, error: closedFailure };
      return change(`item ${id}`, async () => {
        const row = journal.row(id);
        return row === null || !isKept(row) ? unknownItem(id) : removeItem(parts, id);
      });
    },
    allows: ({ path, sha256, signature }) =>
      parts.unfinished.has(pathKey(path)) || journal.allows(path, sha256, signature),
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

/** An item that is not journaled as done may have its original still in place: nobody could look. */
function itemsOf(row: JournalRow): QuarantineItem[] {
  const header = isKept(row) ? decodeHeader(row.header) : null;
  if (header === null) return [];
  return [toItem(header, { damaged: row.damaged, originalLeft: row.originalLeft || row.phase === 'stored' })];
}
