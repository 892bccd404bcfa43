import { z } from 'zod';
import { actionSchema, reasonSchema, type ScanRecord, triggerSchema, verdictSchema } from '../../contract/verdicts.ts';
import type { FileIdentity } from '../files/file-identity.ts';
import { type FilePath, filePath, pathToFields } from '../files/file-path.ts';

/** A row of the ledger: what everyone may see of it, and the file's exact path. */
export interface LedgerEntry {
  readonly record: ScanRecord;
  readonly path: FilePath;
}

const rowSchema = z.object({
  id: z.number(),
  at: z.string(),
  path: z.union([z.instanceof(ArrayBuffer), z.instanceof(Uint8Array)]),
  folder_id: z.string().nullable(),
  size: z.number().nullable(),
  sha256: z.string().nullable(),
  verdict: verdictSchema,
  reason: reasonSchema.nullable(),
  signature: z.string().nullable(),
  detail: z.string().nullable(),
  trigger: triggerSchema,
  duration_ms: z.number(),
  origin: z.string().nullable(),
  referrer: z.string().nullable(),
  engine: z.string().nullable(),
  signature_version: z.string().nullable(),
  action: actionSchema,
  action_detail: z.string().nullable(),
  quarantine_id: z.string().nullable(),
  acknowledged: z.number(),
  latest: z.number(),
  was_clean_at: z.string().nullable(),
  seen_at: z.string().nullable(),
  settled_at: z.string().nullable(),
  queued_at: z.string().nullable(),
  scan_started_at: z.string().nullable(),
});

/** A row of `SELECT path FROM verdicts`. */
export const pathRowSchema = rowSchema.pick({ path: true });

const identitySchema = z.object({
  dev: z.string().nullable(),
  ino: z.string().nullable(),
  mtime_ns: z.string().nullable(),
  ctime_ns: z.string().nullable(),
});

/** Reads a row of `SELECT * FROM verdicts`. */
export function toEntry(raw: unknown): LedgerEntry {
  const row = rowSchema.parse(raw);
  const path = filePath(new Uint8Array(row.path));
  return {
    path,
    record: {
      id: row.id,
      at: row.at,
      ...pathToFields(path),
      folderId: row.folder_id,
      verdict: row.verdict,
      reason: row.reason,
      signature: row.signature,
      detail: row.detail,
      sha256: row.sha256,
      size: row.size,
      trigger: row.trigger,
      durationMs: row.duration_ms,
      origin: row.origin,
      referrer: row.referrer,
      engine: row.engine,
      signatureVersion: row.signature_version,
      action: row.action,
      actionDetail: row.action_detail,
      quarantineId: row.quarantine_id,
      acknowledged: row.acknowledged === 1,
      isLatest: row.latest === 1,
      wasCleanAt: row.was_clean_at,
      seenAt: row.seen_at,
      settledAt: row.settled_at,
      queuedAt: row.queued_at,
      scanStartedAt: row.scan_started_at,
    },
  };
}

/** The parts of a version's identity but its size, as they are kept: SQLite's integers are too short for some. */
export const identityText = (identity: FileIdentity | null) => ({
  dev: identity?.dev.toString() ?? null,
  ino: identity?.ino.toString() ?? null,
  mtime_ns: identity?.mtimeNs.toString() ?? null,
  ctime_ns: identity?.ctimeNs.toString() ?? null,
});

/** The same in one text: quicker to hand over and to compare. */
export const identityKey = ({ dev, ino, mtimeNs, ctimeNs }: FileIdentity): string =>
  `${dev} ${ino} ${mtimeNs} ${ctimeNs}`;

/** Whether a row of `SELECT * FROM verdicts` is about this very version of the file. */
export function isSameVersion(row: unknown, identity: FileIdentity | null): boolean {
  const stored = identitySchema.parse(row);
  const given = identityText(identity);
  return (
    stored.dev === given.dev &&
    stored.ino === given.ino &&
    stored.mtime_ns === given.mtime_ns &&
    stored.ctime_ns === given.ctime_ns
  );
}
