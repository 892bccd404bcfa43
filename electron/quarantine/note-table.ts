import { z } from 'zod';
import type { FileIdentity } from '../files/file-identity.ts';
import { blobColumn, type JournalSql } from './journal-sql.ts';

/** A note that was left beside an original: its name, and the very version of the file that was written. */
export interface LeftNote {
  readonly item: string;
  readonly name: Buffer;
  readonly identity: FileIdentity;
}

/** The part of the journal that knows the notes by what they are, not by how they are called. */
export interface NoteTable {
  add(note: LeftNote): void;
  /** Whether this very version of a file is a note of ours. Any write to it, or a link, makes it another version. */
  has(identity: FileIdentity): boolean;
  of(item: string): LeftNote | null;
  remove(item: string): void;
}

const text = (identity: FileIdentity): readonly string[] =>
  [identity.dev, identity.ino, identity.size, identity.mtimeNs, identity.ctimeNs].map(String);
const keyOf = (identity: FileIdentity): string => text(identity).join(' ');

const number = z
  .string()
  .regex(/^-?\d{1,20}$/)
  .transform((digits) => BigInt(digits));
const rowSchema = z
  .object({
    item: z.string(),
    name: blobColumn,
    dev: number,
    ino: number,
    size: number,
    mtime_ns: number,
    ctime_ns: number,
  })
  .transform(({ item, name, dev, ino, size, mtime_ns: mtimeNs, ctime_ns: ctimeNs }) => ({
    item,
    name,
    identity: { dev, ino, size, mtimeNs, ctimeNs },
  }));

export function createNoteTable(sql: JournalSql): NoteTable {
  // Asked for every file of every sweep, so it is answered from memory.
  const rows = z.array(rowSchema).parse(sql.all('SELECT * FROM notes'));
  const known = new Set(rows.map(({ identity }) => keyOf(identity)));
  const of = (item: string): LeftNote | null =>
    rowSchema.nullable().parse(sql.get('SELECT * FROM notes WHERE item = ?', item) ?? null);
  return {
    add: ({ item, name, identity }) => {
      sql.run(
        'INSERT OR REPLACE INTO notes (item, name, dev, ino, size, mtime_ns, ctime_ns) VALUES (?, ?, ?, ?, ?, ?, ?)',
        ...[item, name, ...text(identity)],
      );
      known.add(keyOf(identity));
    },
    has: (identity) => known.has(keyOf(identity)),
    of,
    remove: (item) => {
      const note = of(item);
      sql.run('DELETE FROM notes WHERE item = ?', item);
      if (note !== null) known.delete(keyOf(note.identity));
    },
  };
}
