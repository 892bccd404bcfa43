import { z } from 'zod';
import { clamdStatsSchema } from '../../contract/endpoints.ts';
import { reasonSchema, verdictSchema } from '../../contract/verdicts.ts';

const seq = z.int().nonnegative();

const endpointSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('unix'), path: z.string().min(1) }),
  z.object({ kind: z.literal('tcp'), host: z.string().min(1), port: z.int().min(1).max(65_535) }),
]);

const identitySchema = z.object({
  dev: z.bigint(),
  ino: z.bigint(),
  size: z.bigint(),
  mtimeNs: z.bigint(),
  ctimeNs: z.bigint(),
});

const outcomeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('gone') }),
  z.object({
    kind: z.literal('verdict'),
    verdict: verdictSchema,
    reason: reasonSchema.nullable(),
    signature: z.string().nullable(),
    detail: z.string().nullable(),
    sha256: z.string().nullable(),
    identity: identitySchema.nullable(),
    durationMs: z.number().nonnegative(),
    origin: z.object({ url: z.string().nullable(), referrer: z.string().nullable() }).optional(),
  }),
]);

const healthSchema = z.discriminatedUnion('healthy', [
  z.object({
    healthy: z.literal(true),
    name: z.string(),
    signatureVersion: z.string().nullable(),
    signaturesBuiltAt: z.string().nullable(),
    caveat: z.object({ kind: z.enum(['lenient', 'cutting']), detail: z.string() }).nullable(),
  }),
  z.object({ healthy: z.literal(false), detail: z.string() }),
]);

/** Main → worker, all of one turn in one message. Every task is answered once, under its `seq`, also when it was cancelled. */
const toWorkerSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('scan'),
    seq,
    path: z.instanceof(Uint8Array),
    endpoint: endpointSchema,
    maxBytes: z.int().nonnegative(),
    isLenient: z.boolean(),
    scanMs: z.int().positive(),
  }),
  /** The bytes of an item of the vault; blob is the encrypted copy's path. */
  z.object({
    type: z.literal('scan-stored'),
    seq,
    file: z.object({
      blob: z.instanceof(Uint8Array),
      header: z.instanceof(Uint8Array),
      key: z.instanceof(Uint8Array),
      sha256: z.string(),
      size: z.bigint(),
    }),
    endpoint: endpointSchema,
    maxBytes: z.int().nonnegative(),
    scanMs: z.int().nonnegative(),
  }),
  z.object({ type: z.literal('check'), seq, endpoint: endpointSchema }),
  z.object({ type: z.literal('ping'), seq, endpoint: endpointSchema }),
  z.object({ type: z.literal('stats'), seq, endpoint: endpointSchema }),
  /** Answered at once by a worker whose event loop turns. */
  z.object({ type: z.literal('beat'), seq }),
  z.object({ type: z.literal('cancel'), seq }),
]);
export const toWorkerMessageSchema = z.array(toWorkerSchema);
export type ToWorker = z.infer<typeof toWorkerSchema>;

/** Worker → main, all of one turn in one message: the answers to tasks, and how far some of them are. */
const fromWorkerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('scanned'), seq, outcome: outcomeSchema }),
  z.object({ type: z.literal('checked'), seq, health: healthSchema }),
  z.object({ type: z.literal('pinged'), seq, answered: z.boolean(), detail: z.string() }),
  z.object({ type: z.literal('counted'), seq, stats: clamdStatsSchema.nullable() }),
  z.object({ type: z.literal('beaten'), seq }),
  /** How far a scan is that goes on; told of large files only. */
  z.object({
    type: z.literal('progressed'),
    seq,
    bytesRead: z.int().nonnegative(),
    sizeBytes: z.int().nonnegative(),
  }),
]);
export const fromWorkerMessageSchema = z.array(fromWorkerSchema);
export type FromWorker = z.infer<typeof fromWorkerSchema>;

/**
 * Posts all that is said in one turn of the event loop as one message: waking the other thread costs more than most
 * messages do. `later` runs a callback when the turn is over.
 */
export function createOutbox<T>(
  post: (messages: readonly T[]) => void,
  later: (callback: () => void) => unknown,
): (message: T) => void {
  let waiting: T[] = [];
  return (message) => {
    waiting.push(message);
    if (waiting.length > 1) return;
    later(() => {
      const messages = waiting;
      waiting = [];
      post(messages);
    });
  };
}
