import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type ItemEvent, itemEventSchema } from '../../contract/quarantine.ts';
import { type FilePath, filePath } from '../files/file-path.ts';
import { errorName } from '../files/fs-error.ts';
import { type AllowTable, createAllowTable } from './allow-table.ts';
import { type JournalDatabase, openJournalDatabase } from './journal-database.ts';
import { blobColumn, sqlOn } from './journal-sql.ts';
import { createNoteTable, type NoteTable } from './note-table.ts';

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
  /** ISO 8601, when the user deleted it; key and copy are kept until the grace period is over. */
  readonly trashedAt: string | null;
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
  /** Deletes an item for the time being, or (null) puts it back. */
  markTrashed(id: string, at: string | null): void;
  /** Destroys the key; ends a restore of the item, so that what it allowed stays allowed. */
  markRemoving(id: string, why: 'restored' | 'deleted'): void;
  /** Empties the write-ahead log, where old page versions live on: only then is a destroyed key unreadable. */
  forgetOldPages(): void;
  forget(id: string): void;
  /** Writes down what happened to an item. */
  addEvent(id: string, what: ItemEvent['what'], detail: string): void;
  /** Oldest first; also of items that are gone. */
  eventsOf(id: string): ItemEvent[];
  restores(): RestoreIntent[];
  beginRestore(intent: RestoreIntent): void;
  /** Ends a restore that came to nothing, and withdraws what it allowed. */
  cancelRestore(id: string): void;
  readonly allowed: AllowTable;
  readonly notes: NoteTable;
  close(): void;
}

const fileName = 'journal.sqlite';
/** The story of an item that is gone is kept so long. */
const storyDays = 400;
const dayMs = 24 * 60 * 60 * 1000;
const flag = z.int().transform((value) => value !== 0);

const rowSchema = z
  .object({
    id: z.string(),
    phase: z.enum(['intent', 'stored', 'done', 'removing']),
    header: blobColumn,
    key: blobColumn.nullable(),
    original_left: flag,
    damaged: flag,
    trashed_at: z.string().nullable(),
  })
  .transform(({ original_left: originalLeft, trashed_at: trashedAt, ...row }) => ({ ...row, originalLeft, trashedAt }));

const restoreSchema = z
  .object({ id: z.string(), parent: blobColumn, name: blobColumn, temp: blobColumn })
  .transform((row) => ({ ...row, parent: filePath(row.parent) }));

const eventSchema = z.object({ at: z.string(), what: itemEventSchema.shape.what, detail: z.string() });

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
  const open = (): Journal => journalOn(openJournalDatabase(path), now);
  try {
    return { journal: open(), setAside: null };
  } catch (error) {
    if (!['SQLITE_NOTADB', 'SQLITE_CORRUPT'].includes(errorName(error) ?? '')) throw error;
  }
  const suffix = `.broken-${now().toISOString().replaceAll(/[:.]/g, '-')}`;
  for (const part of ['', '-wal', '-shm']) {
    if (existsSync(path + part)) renameSync(path + part, path + suffix + part);
  }
  return { journal: open(), setAside: path + suffix };
}

function journalOn(database: JournalDatabase, now: () => Date): Journal {
  const sql = sqlOn(database);
  const { run, together } = sql;
  const allowed = createAllowTable(sql);
  const addEvent = (id: string, what: ItemEvent['what'], detail: string): void =>
    run('INSERT INTO history (item, at, what, detail) VALUES (?, ?, ?, ?)', id, now().toISOString(), what, detail);
  const dropOldStories = (): void => {
    const before = new Date(now().getTime() - storyDays * dayMs).toISOString();
    run('DELETE FROM history WHERE at < ? AND item NOT IN (SELECT id FROM items)', before);
  };
  return {
    rows: () => z.array(rowSchema).parse(sql.all('SELECT * FROM items ORDER BY rowid')),
    row: (id) => rowSchema.nullable().parse(sql.get('SELECT * FROM items WHERE id = ?', id) ?? null),
    addIntent: (id, header, key) =>
      run("INSERT INTO items (id, phase, header, key) VALUES (?, 'intent', ?, ?)", id, header, key),
    markStored: (id) => run("UPDATE items SET phase = 'stored' WHERE id = ?", id),
    markDone: (id, left) => run("UPDATE items SET phase = 'done', original_left = ? WHERE id = ?", left ? 1 : 0, id),
    markDamaged: (id, damaged) =>
      together(() => {
        run('UPDATE items SET damaged = ? WHERE id = ?', damaged ? 1 : 0, id);
        if (damaged) addEvent(id, 'damaged', '');
      }),
    markTrashed: (id, at) =>
      together(() => {
        run('UPDATE items SET trashed_at = ? WHERE id = ?', at, id);
        addEvent(id, at === null ? 'undeleted' : 'deleted', '');
      }),
    markRemoving: (id, why) =>
      together(() => {
        allowed.keep(id);
        run('DELETE FROM restores WHERE id = ?', id);
        run("UPDATE items SET phase = 'removing', key = NULL WHERE id = ?", id);
        if (why === 'restored') addEvent(id, 'restored', '');
        addEvent(id, 'key-destroyed', '');
      }),
    forgetOldPages: () => {
      database.pragma('wal_checkpoint(TRUNCATE)');
    },
    forget: (id) =>
      together(() => {
        const phase = sql.get("SELECT 1 FROM items WHERE id = ? AND phase = 'removing'", id);
        run('DELETE FROM items WHERE id = ?', id);
        if (phase !== undefined) addEvent(id, 'copy-removed', '');
        dropOldStories();
      }),
    addEvent,
    eventsOf: (id) =>
      z.array(eventSchema).parse(sql.all('SELECT at, what, detail FROM history WHERE item = ? ORDER BY number', id)),
    restores: () => z.array(restoreSchema).parse(sql.all('SELECT * FROM restores')),
    beginRestore: ({ id, parent, name, temp }) =>
      run(
        'INSERT OR REPLACE INTO restores (id, parent, name, temp) VALUES (?, ?, ?, ?)',
        ...[id, parent.bytes, name, temp],
      ),
    cancelRestore: (id) =>
      together(() => {
        allowed.withdraw(id);
        run('DELETE FROM restores WHERE id = ?', id);
      }),
    allowed,
    notes: createNoteTable(sql),
    close: () => {
      database.close();
    },
  };
}
