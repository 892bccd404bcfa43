import { z } from 'zod';

/** What is wrong with an endpoint, and so what to do about it. `lenient`, `cutting` and `unchecked` ones may still do. */
export const endpointTroubleSchema = z.enum([
  'unchecked',
  /** What was written is no endpoint at all. */
  'unreadable',
  'not-there',
  'refused',
  'denied',
  'unknown-host',
  'unreachable',
  'silent',
  'not-clamd',
  'finds-nothing',
  'misjudges',
  'lenient',
  'cutting',
  'other',
]);
export type EndpointTrouble = z.infer<typeof endpointTroubleSchema>;

/** What clamd's STATS tells of itself. */
export const clamdStatsSchema = z.object({
  threads: z.object({ live: z.int().nonnegative(), idle: z.int().nonnegative(), max: z.int().nonnegative() }),
  /** Requests that wait for a free thread, whoever sent them. */
  queued: z.int().nonnegative(),
  /** Memory that the signatures take, in bytes; null when clamd does not tell. */
  signatureBytes: z.int().nonnegative().nullable(),
});
export type ClamdStats = z.infer<typeof clamdStatsSchema>;

/** `system` was found, `configured` was set by the user, `supervised` is the clamd Lazaret runs itself. */
export const engineSourceSchema = z.enum(['system', 'configured', 'supervised']);

/** One clamd that is used, or could be. */
export const endpointStateSchema = z.object({
  /** `host:port` or a socket's path; what was written, if it is neither. */
  endpoint: z.string(),
  source: engineSourceSchema,
  /** Whether it is given work, or would be if it were healthy. */
  inUse: z.boolean(),
  healthy: z.boolean(),
  trouble: endpointTroubleSchema.nullable(),
  /** The endpoint's own words, in English; empty when nothing is wrong. */
  detail: z.string(),
  /** e.g. `ClamAV 1.4.6`; null while it does not answer. */
  name: z.string().nullable(),
  signatureVersion: z.string().nullable(),
  /** Our own scans on it. */
  busy: z.int().nonnegative(),
  checkedAt: z.iso.datetime().nullable(),
  /** Null unless somebody asked just now, and it told. */
  stats: clamdStatsSchema.nullable(),
});
export type EndpointState = z.infer<typeof endpointStateSchema>;
