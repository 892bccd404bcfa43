import { z } from 'zod';

const groupSchema = z.record(z.string(), z.unknown());

/**
 * Brings what an earlier Lazaret wrote into today's words, before it is parsed. Anything it does not know is left for
 * the parser to judge.
 */
export function migrateSettings(json: unknown): unknown {
  const settings = groupSchema.safeParse(json);
  if (!settings.success) return json;
  const policy = groupSchema.safeParse(settings.data.policy);
  // Infected files that were “only reported” have always held the state until the user had looked at them.
  if (policy.success && policy.data.infected === 'report') {
    return { ...settings.data, policy: { ...policy.data, infected: 'hold' } };
  }
  return json;
}
