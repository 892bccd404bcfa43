import { z } from 'zod';
import {
  type ProtectionEvent,
  type ProtectionEventKind,
  type ProtectionLogEntry,
  protectionEventSchema,
} from '../../contract/protection-log.ts';
import type { LedgerDatabase } from './ledger-database.ts';

/** What happened to the protection itself: the other half of the history, beside the verdicts. */
export interface ProtectionLog {
  note(event: ProtectionEvent): void;
  /** The newest entry of one of these kinds; of one folder where a path is named. Null when there is none. */
  last(kinds: readonly ProtectionEventKind[], path?: string): ProtectionLogEntry | null;
  /** Newest first. `next` is the `before` of the page after, null after the last. */
  page(asked: { readonly before?: number | undefined; readonly since?: string | undefined; readonly limit: number }): {
    readonly entries: ProtectionLogEntry[];
    readonly next: number | null;
  };
}

/**
 * Of each kind, and of each folder by itself: years of ordinary use. A folder on a shaky network must neither fill the disk
 * nor drive out what is told of everything else.
 */
const mostOfAKind = 5_000;

/**
 * The last of these is what is compared with, to tell whether anything has changed since, or how the time before ended: it
 * stays however old it is. Of a folder that is watched, or was added since, nothing need be known.
 */
const isRemembered = `kind IN ('started', 'stopped', 'engine', 'signatures', 'folder', 'paused', 'resumed')
  AND NOT (kind = 'folder' AND json_extract(event, '$.health') = 'watching')
  AND NOT EXISTS (SELECT 1 FROM protection_log AS later
    WHERE later.kind IN (protection_log.kind, iif(protection_log.kind = 'folder', 'folder-added', NULL))
      AND later.id > protection_log.id AND later.path IS protection_log.path)`;

const rowSchema = z.object({ id: z.number(), at: z.string(), event: z.string() });

/**
 * Makes it on the ledger's database.
 * @param keepDays how long an entry is kept; null means as long as there is room
 * @param most so many of a kind are kept
 */
export function createProtectionLog(
  database: LedgerDatabase,
  now: () => Date,
  keepDays: () => number | null,
  most = mostOfAKind,
): ProtectionLog {
  const insert = database.prepare('INSERT INTO protection_log (at, kind, path, event) VALUES (?, ?, ?, ?)');
  const forgetOld = database.prepare(`DELETE FROM protection_log WHERE at < ? AND NOT (${isRemembered})`);
  const forgetMany = database.prepare(`DELETE FROM protection_log WHERE kind = ? AND path IS ? AND id <=
    (SELECT id FROM protection_log WHERE kind = ? AND path IS ? ORDER BY id DESC LIMIT 1 OFFSET ?)`);
  const rows = database.prepare(
    'SELECT id, at, event FROM protection_log WHERE id < ? AND at >= ? ORDER BY id DESC LIMIT ?',
  );
  const newest = database.prepare(`SELECT id, at, event FROM protection_log
    WHERE kind IN (SELECT value FROM json_each(?)) AND (? IS NULL OR path = ?) ORDER BY id DESC LIMIT 1`);
  const toEntry = (row: unknown): ProtectionLogEntry => {
    const { id, at, event } = rowSchema.parse(row);
    return { id, at, event: protectionEventSchema.parse(JSON.parse(event)) };
  };
  return {
    note(event) {
      const at = now();
      const path = 'path' in event ? event.path : null;
      insert.run(at.toISOString(), event.kind, path, JSON.stringify(event));
      forgetMany.run(event.kind, path, event.kind, path, most);
      const days = keepDays();
      if (days !== null) forgetOld.run(new Date(at.getTime() - days * 86_400_000).toISOString());
    },
    last(kinds, path) {
      const row = newest.get(JSON.stringify(kinds), path ?? null, path ?? null);
      return row === undefined ? null : toEntry(row);
    },
    page({ before, since, limit }) {
      const found = rows.all(before ?? Number.MAX_SAFE_INTEGER, since ?? '', limit + 1).map(toEntry);
      const entries = found.slice(0, limit);
      return { entries, next: found.length > limit ? (entries.at(-1)?.id ?? null) : null };
    },
  };
}
