import { z } from 'zod';

/** When and from where files arrived over the last fortnight, in short. */
export const arrivalsSchema = z.object({
  /** Arrivals of each hour of the day, all days together, on the user's clock; the first is from midnight on. */
  hours: z.array(z.int().nonnegative()).length(24),
  /** The hosts that most of the downloads came from, the first of them first. */
  origins: z.array(z.object({ host: z.string(), count: z.int().positive() })),
});
export type Arrivals = z.infer<typeof arrivalsSchema>;
