import { closeSync, existsSync, openSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { z } from 'zod';
import { type FilePath, filePath } from '../files/file-path.ts';
import { errorName } from '../files/fs-error.ts';

/**
 * How far an item has come. `intent`: a copy is being made, the original is untouched. `stored`: the copy is whole and
 * durable, the original may or may not be gone. `done`: nothing is left to do. `removing`: the key is destroyed,
 * the blob may still be there.
 */
type Phase = 'intent' | 'stored' | 'done' | 'removing';

export interface JournalRow {
  readonly id: string;
  readonly phase: Phase;
  readonly header: Buffer;
  /** Null once destroyed. */
  readonly key: Buffer | null;
  readonly originalLeft: boolean;
  readonly damaged: boolean;
}

/** A restore that has begun: where the file goes, and the name of the unfinished file beside it. */
export interface RestoreIntent {
  readonly id: string;
  readonly parent: FilePath;
  readonly name: Buffer;
  readonly temp: Buffer;
}

/** Every call is one durable transaction, and throws SQLite's error when it could not be made so. */
export interface Journal {
  rows(): JournalRow[];
  row(id: string): JournalRow | null;
  addIntent(id: string, header: Uint8Array, key: Uint8Array): void;
  markStored(id: string): void;
  markDone(id: string, originalLeft: boolean): void;
  markDamaged(id: string, damaged: boolean): void;
  /** Destroys the key; ends a restore of the item, so that what it allowed stays allowed. */
  markRemoving(id: string): void;
  /** Empties the write-ahead log, where old page versions live on: only then is a destroyed key unreadable. */
  forgetOldPages(): void;
  forget(id: string): void;
  restores(): RestoreIntent[];
  beginRestore(intent: RestoreIntent): void;
  /** Allows the bytes at these paths, as part of the restore of item `id`. */
  allow(id: string, paths: readonly FilePath[], sha256: string, signature: string, at: string): void;
  /** Ends a restore that came to nothing, and withdraws what it allowed. */
  cancelRestore(id: string): void;
  allows(path: FilePath, sha256: string, signature: string): boolean;
  close(): void;
}

const fileName = 'journal.sqlite';
const schemaVersion = 1;

const schema = `
  CREATE TABLE items (
    id TEXT PRIMARY KEY, phase TEXT NOT NULL, header BLOB NOT NULL, key BLOB,
    original_left INTEGER NOT NULL DEFAULT 0, damaged INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE restores (id TEXT PRIMARY KEY, parent BLOB NOT NULL, name BLOB NOT NULL, temp BLOB NOT NULL) STRICT;
  CREATE TABLE allowed (
    path BLOB NOT NULL, sha256 TEXT NOT NULL, signature TEXT NOT NULL, at TEXT NOT NULL, restore_id TEXT,
    PRIMARY KEY (path, sha256, signature)
  ) STRICT, WITHOUT ROWID;
  PRAGMA user_version = ${schemaVersion};
`;

/** libsql hands blobs out as `Buffer` from `get` and as `ArrayBuffer` from `all`. */
const blob = z
  .union([z.instanceof(ArrayBuffer), z.instanceof(Uint8Array)])
  .transform((bytes) => Buffer.from(bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes));
const flag = z.int().transform((value) => value !== 0);

const rowSchema = z
  .object({
    id: z.string(),
    phase: z.enum(['intent', 'stored', 'done', 'removing']),
    header: blob,
    key: blob.nullable(),
    original_left: flag,
    damaged: flag,
  })
  .transform(({ original_left: originalLeft, ...row }) => ({ ...row, originalLeft }));

const restoreSchema = z
  .object({ id: z.string(), parent: blob, name: blob, temp: blob })
  .transform((row) => ({ ...row, parent: filePath(row.parent) }));

/**
 * Opens the vault's journal in `directory`, or makes it.
 *
 * It is a database of its own, beside the ledger's and not in it: a ledger that breaks can be set aside and rebuilt
 * from the disk, but the keys in here exist nowhere else, so what happens to the ledger must never happen to them.
 *
 * A journal that is no database any more is kept under another name, told in `setAside`; the blobs it had the keys of
 * stay where they are. Throws every other error, also for a journal of a newer version.
 */
export function openJournal(directory: string, now: () => Date): { journal: Journal; setAside: string | null } {
  const path = join(directory, fileName);
  try {
    return { journal: openAt(path), setAside: null };
  } catch (error) {
    if (!['SQLITE_NOTADB', 'SQLITE_CORRUPT'].includes(errorName(error) ?? '')) throw error;
  }
  const suffix = `.broken-${now().toISOString().replaceAll(/[:.]/g, '-')}`;
  for (const part of ['', '-wal', '-shm']) {
    if (existsSync(path + part)) renameSync(path + part, path + suffix + part);
  }
  return { journal: openAt(path), setAside: path + suffix };
}

function openAt(path: string): Journal {
  // Made by us first, so that SQLite gives this mode to its companion files too.
  closeSync(openSync(path, 'a', 0o600));
  const database = new Database(path);
  try {
    prepareDatabase(database);
    return journalOn(database);
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepareDatabase(database: Database.Database): void {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('secure_delete = ON');
  const health = z.object({ quick_check: z.string() }).parse(database.prepare('PRAGMA quick_check(1)').get());
  if (health.quick_check !== 'ok') {
    throw Object.assign(new Error(`The vault's journal is damaged: ${health.quick_check}`), { code: 'SQLITE_CORRUPT' });
  }
  const { user_version: version } = z
    .object({ user_version: z.int() })
    .parse(database.prepare('PRAGMA user_version').get());
  if (version > schemaVersion) throw new Error(`The vault was made by a newer Lazaret (journal version ${version}).`);
  if (version === 0) database.exec(`BEGIN IMMEDIATE; ${schema} COMMIT;`);
}

function journalOn(database: Database.Database): Journal {
  const run = (sql: string, values: readonly unknown[]): void => {
    database.prepare(sql).run([...values]);
  };
  const together = (work: () => void): void => {
    database.exec('BEGIN IMMEDIATE');
    try {
      work();
      database.exec('COMMIT');
    } catch (error) {
      // SQLite has rolled back by itself after some errors, a full disk for one.
      if (database.inTransaction) database.exec('ROLLBACK');
      throw error;
    }
  };
  return {
    rows: () => z.array(rowSchema).parse(database.prepare('SELECT * FROM items ORDER BY rowid').all()),
    row: (id) => rowSchema.nullable().parse(database.prepare('SELECT * FROM items WHERE id = ?').get([id]) ?? null),
    addIntent: (id, header, key) =>
      run("INSERT INTO items (id, phase, header, key) VALUES (?, 'intent', ?, ?)", [id, header, key]),
    markStored: (id) => run("UPDATE items SET phase = 'stored' WHERE id = ?", [id]),
    markDone: (id, left) => run("UPDATE items SET phase = 'done', original_left = ? WHERE id = ?", [left ? 1 : 0, id]),
    markDamaged: (id, damaged) => run('UPDATE items SET damaged = ? WHERE id = ?', [damaged ? 1 : 0, id]),
    markRemoving: (id) =>
      together(() => {
        run('UPDATE allowed SET restore_id = NULL WHERE restore_id = ?', [id]);
        run('DELETE FROM restores WHERE id = ?', [id]);
        run("UPDATE items SET phase = 'removing', key = NULL WHERE id = ?", [id]);
      }),
    forgetOldPages: () => {
      database.pragma('wal_checkpoint(TRUNCATE)');
    },
    forget: (id) => run('DELETE FROM items WHERE id = ?', [id]),
    restores: () => z.array(restoreSchema).parse(database.prepare('SELECT * FROM restores').all()),
    beginRestore: ({ id, parent, name, temp }) =>
      run('INSERT OR REPLACE INTO restores (id, parent, name, temp) VALUES (?, ?, ?, ?)', [
        id,
        parent.bytes,
        name,
        temp,
      ]),
    allow: (id, paths, sha256, signature, at) =>
      together(() => {
        for (const path of paths) {
          const row = [path.bytes, sha256, signature, at, id];
          run('INSERT INTO allowed VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING', row);
        }
      }),
    cancelRestore: (id) =>
      together(() => {
        run('DELETE FROM allowed WHERE restore_id = ?', [id]);
        run('DELETE FROM restores WHERE id = ?', [id]);
      }),
    allows: (path, sha256, signature) =>
      database
        .prepare('SELECT 1 FROM allowed WHERE path = ? AND sha256 = ? AND signature = ?')
        .get([path.bytes, sha256, signature]) !== undefined,
    close: () => {
      database.close();
    },
  };
}
