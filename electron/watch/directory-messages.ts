import { z } from 'zod';
import { packedLooksSchema } from './packed-looks.ts';

const seq = z.int().nonnegative();

/** Main → thread. A reading is asked for once, goes on by itself for some messages, and then waits to be asked for more. */
export const toDirectoryThreadSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('read'),
    seq,
    path: z.instanceof(Uint8Array),
    dev: z.bigint(),
    silent: z.array(z.instanceof(Uint8Array)),
  }),
  /** One more message of a reading has been dealt with. */
  z.object({ type: z.literal('more'), seq }),
  z.object({ type: z.literal('cancel'), seq }),
]);
export type ToDirectoryThread = z.infer<typeof toDirectoryThreadSchema>;

/** Thread → main. A reading that was not cancelled ends with a `looked` that says `isLast`, or with `failed`. */
export const fromDirectoryThreadSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('looked'),
    seq,
    looks: packedLooksSchema,
    /** Nothing follows. */
    isLast: z.boolean(),
  }),
  /** The directory could not be read; the system's name of the error. */
  z.object({ type: z.literal('failed'), seq, code: z.string() }),
]);
export type FromDirectoryThread = z.infer<typeof fromDirectoryThreadSchema>;

/** So many messages of a reading may be on their way: main may have better to do, or be paused. */
export const messagesAhead = 4;
