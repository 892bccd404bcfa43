import { z } from 'zod';

export const errorCodeSchema = z.enum([
  'invalid-input',
  'unknown-request',
  'not-found',
  'already-exists',
  'not-a-directory',
  'not-readable',
  'target-exists',
  'target-refused',
  'vault-damaged',
  'no-space',
  'io',
  'engine-down',
  'too-soon',
  'quota-used',
  'key-refused',
  'no-answer',
  'cancelled',
  'paused',
  'unsupported',
  'already-running',
  'stopped',
  'internal',
]);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

/** `message` says what happened, what it means for the user, and what to do, in English for logs and the CLI. */
export const failureSchema = z.object({
  code: errorCodeSchema,
  message: z.string(),
  params: z.record(z.string(), z.string()).optional(),
});
export type Failure = z.infer<typeof failureSchema>;

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

export const fail = (code: ErrorCode, message: string, params?: Record<string, string>): Result<never> => ({
  ok: false,
  error: params === undefined ? { code, message } : { code, message, params },
});

export const resultSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: failureSchema }),
]);
