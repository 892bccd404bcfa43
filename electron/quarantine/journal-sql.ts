import { z } from 'zod';
import type { JournalDatabase } from './journal-database.ts';

/** libsql hands blobs out as `Buffer` from `get` and as `ArrayBuffer` from `all`. */
export const blobColumn = z
  .union([z.instanceof(ArrayBuffer), z.instanceof(Uint8Array)])
  .transform((bytes) => Buffer.from(bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes));

/** The few ways in which the journal's tables speak to their database. */
export interface JournalSql {
  run(sql: string, ...values: readonly unknown[]): void;
  /** The rows as they come; parse them. */
  all(sql: string, ...values: readonly unknown[]): unknown[];
  /** The first row, or undefined. */
  get(sql: string, ...values: readonly unknown[]): unknown;
  /** Makes all of `work` one durable transaction. */
  together(work: () => void): void;
}

/** Values are passed as one array: libsql takes a lone buffer for named parameters. */
export function sqlOn(database: JournalDatabase): JournalSql {
  return {
    run: (sql, ...values) => {
      database.prepare(sql).run([...values]);
    },
    all: (sql, ...values) => database.prepare(sql).all([...values]),
    get: (sql, ...values) => database.prepare(sql).get([...values]),
    together: (work) => {
      database.exec('BEGIN IMMEDIATE');
      try {
        work();
        database.exec('COMMIT');
      } catch (error) {
        // SQLite has rolled back by itself after some errors, a full disk for one.
        if (database.inTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
  };
}
