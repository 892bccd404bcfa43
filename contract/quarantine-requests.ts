import { z } from 'zod';
import { allowEntrySchema, quarantineDetailsSchema, quarantineItemSchema, rescanSchema } from './quarantine.ts';

const id = z.string().min(1).max(128);
const done = z.null();
const reason = z.string().max(500);
const expiresAt = z.iso.datetime();

/** How a file comes back, and how long it is left alone: until revoked, unless there is an end. */
const restoring = {
  id,
  keepExec: z.boolean().default(false),
  reason: reason.default(''),
  expiresAt: expiresAt.nullable().default(null),
};
const restored = z.object({
  path: z.string(),
  /** What the file system kept beside the file, such as where it came from, could not be given back. */
  attributesLost: z.boolean(),
});
const exported = z.object({ path: z.string() });

/** What the window and the CLI ask of the vault. */
export const quarantineRequests = {
  'quarantine.show': { input: z.strictObject({ id }), output: quarantineDetailsSchema },
  /** Puts the file back where it came from; never overwrites. */
  'quarantine.restore': { input: z.strictObject(restoring), output: restored },
  /** Deletes an item for the time being: it can be put back until the grace period of the settings is over. */
  'quarantine.delete': { input: z.strictObject({ id }), output: quarantineItemSchema },
  'quarantine.undelete': { input: z.strictObject({ id }), output: quarantineItemSchema },
  /** Destroys key and copy now. There is no way back. */
  'quarantine.purge': { input: z.strictObject({ id }), output: done },
  /** Has today's signatures look at the locked-away bytes, which stay encrypted on the disk. */
  'quarantine.rescan': { input: z.strictObject({ id }), output: rescanSchema },
  /** Leaves the file of an item, or of an earlier verdict, alone when it is found at its place again. */
  'allow.add': {
    input: z.strictObject({
      of: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('item'), id }),
        z.strictObject({ kind: z.literal('record'), id: z.int().positive() }),
      ]),
      reason: reason.default(''),
      expiresAt: expiresAt.nullable().default(null),
    }),
    output: allowEntrySchema,
  },
  /** The file is judged like any other from now on, and scanned at once. */
  'allow.revoke': { input: z.strictObject({ id }), output: done },
} as const;

/** Served on the control socket only, since they take paths. */
export const quarantineControlRequests = {
  'quarantine.restoreTo': { input: z.strictObject({ ...restoring, to: z.string().min(1) }), output: restored },
  /** Writes an item into a new zip with the password `infected`, for those who are to look at it. */
  'quarantine.exportTo': { input: z.strictObject({ id, to: z.string().min(1) }), output: exported },
} as const;

/** Served to the window only. Both open the native save dialog, and give null when the user cancelled. */
export const quarantineDesktopRequests = {
  'quarantine.restoreElsewhere': { input: z.strictObject(restoring), output: restored.nullable() },
  'quarantine.export': { input: z.strictObject({ id }), output: exported.nullable() },
} as const;
