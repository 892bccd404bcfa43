import { z } from 'zod';
import { type FilePath, filePath, pathKey } from '../files/file-path.ts';
import { blobColumn, type JournalSql } from './journal-sql.ts';

/** Bytes that are left alone at some paths, which are names of one place: as it was named, and with links resolved. */
export interface AllowedFile {
  readonly id: string;
  readonly paths: readonly FilePath[];
  readonly sha256: string;
  readonly signature: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reason: string;
  /** ISO 8601; null means until it is revoked. */
  readonly expiresAt: string | null;
}

/** The part of the journal that says which files are left alone. Every call is one durable transaction. */
export interface AllowTable {
  /** @param restoreId the restore it belongs to, with which it is withdrawn; null when it stands by itself */
  add(file: AllowedFile, restoreId: string | null): void;
  /** Newest first; those of restores under way are not among them. */
  list(): AllowedFile[];
  remove(id: string): void;
  allows(path: FilePath, sha256: string, signature: string, at: string): boolean;
  /** Part of a transaction: what the restore allowed stays, in place of older entries for the same. */
  keep(restoreId: string): void;
  /** Part of a transaction: what the restore allowed is withdrawn. */
  withdraw(restoreId: string): void;
}

const entrySchema = z
  .object({
    id: z.string(),
    sha256: z.string(),
    signature: z.string(),
    at: z.string(),
    reason: z.string(),
    expires_at: z.string().nullable(),
    path: blobColumn,
  })
  .transform(({ expires_at: expiresAt, path, ...row }) => ({ ...row, expiresAt, path: filePath(path) }));

/** Times are compared as text, so they are all written in one way. */
const isoOrNull = (time: string | null): string | null => (time === null ? null : new Date(time).toISOString());

const selectEntries = `SELECT id, sha256, signature, at, reason, expires_at, path
  FROM allow_entries JOIN allow_paths ON entry = id`;

export function createAllowTable(sql: JournalSql): AllowTable {
  const drop = (id: string): void => {
    sql.run('DELETE FROM allow_paths WHERE entry = ?', id);
    sql.run('DELETE FROM allow_entries WHERE id = ?', id);
  };
  const read = (where: string, ...values: readonly unknown[]): AllowedFile[] => {
    const rows = z
      .array(entrySchema)
      .parse(sql.all(`${selectEntries} WHERE ${where} ORDER BY at DESC, id, position`, ...values));
    const files = new Map<string, AllowedFile>();
    for (const { path, ...row } of rows) {
      files.set(row.id, { ...row, paths: [...(files.get(row.id)?.paths ?? []), path] });
    }
    return [...files.values()];
  };
  /** Two entries for the same would make one of them look revocable and change nothing. */
  const replaceOlder = (file: AllowedFile): void => {
    const same = read(
      'sha256 = ? AND signature = ? AND restore_id IS NULL AND id <> ?',
      file.sha256,
      file.signature,
      file.id,
    );
    const names = new Set(file.paths.map(pathKey));
    for (const older of same) if (older.paths.some((path) => names.has(pathKey(path)))) drop(older.id);
  };
  return {
    add: (file, restoreId) =>
      sql.together(() => {
        if (restoreId === null) replaceOlder(file);
        sql.run(
          `INSERT INTO allow_entries (id, sha256, signature, at, reason, expires_at, restore_id)
           VALUES (?, ?, ?, ?, ?, ?, ?)`,
          ...[file.id, file.sha256, file.signature, file.at, file.reason, isoOrNull(file.expiresAt), restoreId],
        );
        const distinct = new Map(file.paths.map((path) => [pathKey(path), path]));
        for (const [position, path] of [...distinct.values()].entries()) {
          sql.run('INSERT INTO allow_paths (entry, position, path) VALUES (?, ?, ?)', file.id, position, path.bytes);
        }
      }),
    list: () => read('restore_id IS NULL'),
    remove: (id) => sql.together(() => drop(id)),
    allows: (path, sha256, signature, at) =>
      sql.get(
        `SELECT 1 FROM allow_paths JOIN allow_entries ON id = entry
         WHERE path = ? AND sha256 = ? AND signature = ? AND (expires_at IS NULL OR expires_at > ?)`,
        ...[path.bytes, sha256, signature, at],
      ) !== undefined,
    keep: (restoreId) => {
      const kept = read('restore_id = ?', restoreId);
      sql.run('UPDATE allow_entries SET restore_id = NULL WHERE restore_id = ?', restoreId);
      for (const file of kept) replaceOlder(file);
    },
    withdraw: (restoreId) => {
      for (const { id } of read('restore_id = ?', restoreId)) drop(id);
    },
  };
}
