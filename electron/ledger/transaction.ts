import type { LedgerDatabase } from './ledger-database.ts';

/**
 * Makes `work` one transaction: all of it is written, or nothing. Unlike libsql's own it throws what went wrong, and not
 * that there was nothing left to roll back, which is so when SQLite did that itself (a full disk).
 */
export function transaction<Given extends readonly unknown[], Result>(
  database: LedgerDatabase,
  work: (...given: Given) => Result,
): (...given: Given) => Result {
  return (...given) => {
    database.exec('BEGIN');
    try {
      const result = work(...given);
      database.exec('COMMIT');
      return result;
    } catch (error) {
      if (database.inTransaction) database.exec('ROLLBACK');
      throw error;
    }
  };
}
