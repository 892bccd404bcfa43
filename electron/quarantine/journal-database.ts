import { closeSync, openSync } from 'node:fs';
import Database from 'libsql';
import { z } from 'zod';
import { steadyStatements } from '../base/steady-statements.ts';

export type JournalDatabase = InstanceType<typeof Database>;

/** Each entry takes the schema one version up; `user_version` says how many have run. Never edit one that has landed. */
const migrations: readonly string[] = [
  `CREATE TABLE items (
     id TEXT PRIMARY KEY, phase TEXT NOT NULL, header BLOB NOT NULL, key BLOB,
     original_left INTEGER NOT NULL DEFAULT 0, damaged INTEGER NOT NULL DEFAULT 0
   ) STRICT;
   CREATE TABLE restores (id TEXT PRIMARY KEY, parent BLOB NOT NULL, name BLOB NOT NULL, temp BLOB NOT NULL) STRICT;
   CREATE TABLE allowed (
     path BLOB NOT NULL, sha256 TEXT NOT NULL, signature TEXT NOT NULL, at TEXT NOT NULL, restore_id TEXT,
     PRIMARY KEY (path, sha256, signature)
   ) STRICT, WITHOUT ROWID;`,
  `ALTER TABLE items ADD COLUMN trashed_at TEXT;
   CREATE TABLE history (
     number INTEGER PRIMARY KEY, item TEXT NOT NULL, at TEXT NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL
   ) STRICT;
   CREATE INDEX history_of_item ON history (item);
   CREATE TABLE allow_entries (
     id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, signature TEXT NOT NULL, at TEXT NOT NULL, reason TEXT NOT NULL,
     expires_at TEXT, restore_id TEXT
   ) STRICT;
   CREATE TABLE allow_paths (
     entry TEXT NOT NULL, position INTEGER NOT NULL, path BLOB NOT NULL, PRIMARY KEY (entry, position)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX allow_paths_by_path ON allow_paths (path);
   CREATE TABLE moved AS SELECT lower(hex(randomblob(16))) AS id, * FROM allowed;
   INSERT INTO allow_entries SELECT id, sha256, signature, at, '', NULL, restore_id FROM moved;
   INSERT INTO allow_paths SELECT id, 0, path FROM moved;
   DROP TABLE moved;
   DROP TABLE allowed;
   CREATE TABLE notes (
     item TEXT PRIMARY KEY, dev TEXT NOT NULL, ino TEXT NOT NULL, size TEXT NOT NULL, mtime_ns TEXT NOT NULL,
     ctime_ns TEXT NOT NULL, name BLOB NOT NULL
   ) STRICT;
   CREATE INDEX notes_by_inode ON notes (ino, dev);`,
];

/** Opens the journal's database at `path`, or makes it, and brings its schema up to date. Throws SQLite's errors. */
export function openJournalDatabase(path: string): JournalDatabase {
  // Made by us first, so that SQLite gives this mode to its companion files too.
  closeSync(openSync(path, 'a', 0o600));
  const database = steadyStatements(new Database(path));
  try {
    prepare(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepare(database: JournalDatabase): void {
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
  if (version > migrations.length) {
    throw new Error(`The vault was made by a newer Lazaret (journal version ${version}).`);
  }
  if (version === migrations.length) return;
  const steps = migrations.slice(version).join('\n');
  database.exec(`BEGIN IMMEDIATE; ${steps} PRAGMA user_version = ${migrations.length}; COMMIT;`);
}
