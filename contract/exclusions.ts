import { z } from 'zod';
import { pathFields } from './verdicts.ts';

/**
 * A glob on the path below the watched folder, with `/` between names on every system; one without a `/` is a glob on
 * the name alone. U+FFFD is what unreadable bytes are shown as: a pattern with it would match names that differ.
 */
const globSchema = z
  .string()
  .trim()
  .min(1)
  .max(300)
  .refine((glob) => !glob.includes('\uFFFD') && !glob.includes('\0'), { error: 'unreadable-character' });

/** The end of a name after its dot, such as `iso` or `tar.gz`; upper and lower case are the same. */
const extensionSchema = z
  .string()
  .trim()
  .transform((text) => text.toLowerCase().replace(/^\./, ''))
  .pipe(
    z
      .string()
      .max(30)
      .regex(/^[^\s./\\*?\uFFFD\0]+(?:\.[^\s./\\*?\uFFFD\0]+)*$/, { error: 'not-an-extension' }),
  );

const isFullPath = (text: string): boolean => /^(?:\/|[A-Za-z]:[\\/]|\\\\)[^/\\]/.test(text);

/** The name of a folder, wherever it is, or the full path of one. */
const folderSchema = z
  .string()
  .trim()
  .min(1)
  .max(1000)
  .refine((text) => !/[\uFFFD\0]|^\.{1,2}$/.test(text) && (!/[/\\]/.test(text) || isFullPath(text)), {
    error: 'not-a-folder',
  });

const list = <T extends z.ZodType>(schema: T) => z.array(schema).max(200);

/** What is never scanned where it is found by watching. Nothing is left out unless the user says so. */
export const exclusionsSchema = z.object({
  globs: list(globSchema).default([]),
  extensions: list(extensionSchema).default([]),
  folders: list(folderSchema).default([]),
  /** Files above this many MiB; null for no limit. */
  largerThanMiB: z.int().min(1).max(10_000_000).nullable().default(null),
});
export type Exclusions = z.infer<typeof exclusionsSchema>;

/** What some exclusions would do, tried on what is in the folders now. */
export const exclusionTrialSchema = z.object({
  /** Files looked at; not all of them when `complete` is false. */
  files: z.int().nonnegative(),
  excluded: z.int().nonnegative(),
  complete: z.boolean(),
  /** Some of the files left out, each with the rule that does it. */
  examples: z.array(z.object({ ...pathFields, rule: z.string() })),
  /** The rules that would leave out programs, each with a name it would. */
  programs: z.array(z.object({ rule: z.string(), example: z.string() })),
});
export type ExclusionTrial = z.infer<typeof exclusionTrialSchema>;
