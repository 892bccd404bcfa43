import { existsSync, renameSync } from 'node:fs';
import Database from 'libsql';
import { z } from 'zod';
import { steadyStatements } from '../base/steady-statements.ts';
import type { LedgerDatabase } from './ledger-database.ts';
import { migrations } from './migrations.ts';
import { fillOrderTexts } from './order-texts.ts';

/**
 * Opens the ledger's database, bringing its schema up to date. One that SQLite cannot read is moved aside as
 * `<file>.broken-<time>` and a new one begun: the ledger only remembers, the next sweep scans again.
 *
 * @returns the database, and where a broken one was kept (null when it was well)
 */
export function openLedgerDatabase(
  file: string,
  now: () => Date,
): { readonly database: LedgerDatabase; readonly brokenKeptAs: string | null } {
  if (existsSync(file)) {
    try {
      return { database: openAndMigrate(file), brokenKeptAs: null };
    } catch (error) {
      if (!isDamage(error)) throw error;
      const keptAs = `${file}.broken-${now().toISOString().replaceAll(/[:.]/g, '-')}`;
      renameSync(file, keptAs);
      for (const suffix of ['-wal', '-shm']) {
        if (existsSync(file + suffix)) renameSync(file + suffix, keptAs + suffix);
      }
      return { database: openAndMigrate(file), brokenKeptAs: keptAs };
    }
  }
  return { database: openAndMigrate(file), brokenKeptAs: null };
}

class DamagedDatabase extends Error {}

const damageCodes = new Set(['SQLITE_CORRUPT', 'SQLITE_NOTADB']);

function isDamage(error: unknown): boolean {
  if (error instanceof DamagedDatabase) return true;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return damageCodes.has(code) || /malformed|not a database|file is encrypted/i.test(String(error));
}

/** What `auto_vacuum` says of a database that gives freed pages back when asked to. */
const incremental = 2;

const readPragma = (database: LedgerDatabase, name: string): number =>
  z.array(z.record(z.string(), z.number())).parse(database.pragma(name))[0]?.[name] ?? 0;

/** Once for a database from before: it is written anew, which needs its size again for a moment. */
function layOutAnew(database: LedgerDatabase): void {
  try {
    database.exec('VACUUM');
  } catch (error) {
    if (isDamage(error)) throw error;
    // The disk is too full for that: it goes on as it is, and what is pruned is used again instead of given back.
  }
}

function openAndMigrate(file: string): LedgerDatabase {
  const database = steadyStatements(new Database(file));
  try {
    const layout = readPragma(database, 'auto_vacuum');
    // So that pruned history can give its space back. A new database has to hear it before anything else.
    database.pragma('auto_vacuum = INCREMENTAL');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    const check = database.pragma('quick_check(1)') as readonly { readonly quick_check?: string }[];
    if (check[0]?.quick_check !== 'ok') throw new DamagedDatabase(`quick_check: ${JSON.stringify(check[0])}`);
    const from = readPragma(database, 'user_version');
    if (from > migrations.length) {
      throw new Error(`${file} was written by a newer Lazaret (schema ${from}); this one knows ${migrations.length}`);
    }
    if (from > 0 && layout !== incremental) layOutAnew(database);
    // All or nothing: where the disk fills meanwhile, the file stays as it was.
    if (from < migrations.length) {
      database.exec(`BEGIN; ${migrations.slice(from).join('\n')} PRAGMA user_version = ${migrations.length}; COMMIT;`);
    }
    fillOrderTexts(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
