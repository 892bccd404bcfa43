import { z } from 'zod';
import { verdictCountsSchema } from './verdicts.ts';

/** How far back the overview's chart of verdicts goes, by what one bar stands for: 14 days, 13 weeks or 12 months. */
export const chartSpanSchema = z.enum(['days', 'weeks', 'months']);
export type ChartSpan = z.infer<typeof chartSpanSchema>;

/** What is asked for. Where the user lives decides which day a week begins with; 0 is Sunday. */
export const verdictsOverTimeQuerySchema = z.strictObject({
  span: chartSpanSchema,
  firstWeekday: z.int().min(0).max(6),
});

/** How many verdicts of each kind were given when, in whole days of the user's calendar. */
export const verdictsOverTimeSchema = z.object({
  span: chartSpanSchema,
  /** The first day there are figures of, which may lie before the span; null while there are none at all. */
  since: z.iso.date().nullable(),
  /** The oldest first and the present one last, each with its first and its last day. */
  bars: z.array(z.object({ from: z.iso.date(), to: z.iso.date(), counts: verdictCountsSchema })),
});
export type VerdictsOverTime = z.infer<typeof verdictsOverTimeSchema>;
