import { z } from 'zod';
import { lazaretEventSchema } from './events.ts';
import { resultSchema } from './result.ts';

export const ipcRequestSchema = z.strictObject({ name: z.string().max(64), input: z.unknown() });

/** The paths of a drop, as the preload reads them off its files. */
export const droppedPathsSchema = z.array(z.string().min(1)).min(1).max(10_000);

/** The control socket: one JSON object a line in both directions. */
export const controlRequestLineSchema = z.strictObject({
  seq: z.int().nonnegative(),
  name: z.string().max(64),
  input: z.unknown(),
});

/** `reply` answers the request of the same `seq`; `event` is sent to every connected client. */
export const controlReplyLineSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reply'), seq: z.int().nonnegative(), result: resultSchema }),
  z.object({ kind: z.literal('event'), event: lazaretEventSchema, jobIds: z.array(z.string()) }),
]);
export type ControlReplyLine = z.infer<typeof controlReplyLineSchema>;
