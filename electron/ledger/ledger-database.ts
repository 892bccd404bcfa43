import type Database from 'libsql';

/** A connection to the ledger's SQLite database. */
export type LedgerDatabase = InstanceType<typeof Database>;
