import { z } from 'zod';

/** What the history can be sorted by. `time` is the order in which verdicts were given; `verdict` is by severity. */
export const historySortKeySchema = z.enum(['time', 'verdict', 'name', 'finding', 'folder', 'size', 'origin']);
export type HistorySortKey = z.infer<typeof historySortKeySchema>;

/**
 * An order of the history. Rows that are equal in it come newest first in the key's first direction, and the other
 * direction is its mirror; rows without a value (an unknown size or origin, no finding) come last in both.
 */
export const historyOrderSchema = z.strictObject({
  key: historySortKeySchema,
  direction: z.enum(['ascending', 'descending']),
});
export type HistoryOrder = z.infer<typeof historyOrderSchema>;

export const newestFirst: HistoryOrder = { key: 'time', direction: 'descending' };

/** In which direction each key is of most use: the newest, the worst and the largest come first, names from A to Z. */
export const firstDirection: Readonly<Record<HistorySortKey, HistoryOrder['direction']>> = {
  time: 'descending',
  verdict: 'descending',
  name: 'ascending',
  finding: 'ascending',
  folder: 'ascending',
  size: 'descending',
  origin: 'ascending',
};

/** A place in a sorted history: behind the row of this id, whose value in the order is `value` (null for `time`). */
export const historyCursorSchema = z.strictObject({
  id: z.int().positive(),
  value: z.union([z.string(), z.number()]).nullable(),
});
export type HistoryCursor = z.infer<typeof historyCursorSchema>;

/** The columns of the list of verdicts that may be left out; name, verdict and time are always there. */
export const activityColumns = ['finding', 'folder', 'size', 'origin', 'trigger', 'duration', 'engine'] as const;
export type ActivityColumn = (typeof activityColumns)[number];

/** Which of them are shown. A name that is not known, such as one a later Lazaret wrote, is left out. */
export const activityColumnsSchema = z
  .array(z.string().max(64))
  .max(64)
  .transform((names): ActivityColumn[] => activityColumns.filter((column) => names.includes(column)));
