import { type Exclusions, exclusionsSchema } from '../../../contract/exclusions.ts';

/** Exclusions as they are typed: one rule a line. */
export interface ExclusionDraft {
  readonly globs: string;
  readonly extensions: string;
  readonly folders: string;
  /** Empty for no limit. */
  readonly largerThanMiB: number | string;
}

export type ExclusionField = keyof ExclusionDraft;
export const lineFields = ['globs', 'extensions', 'folders'] as const;

export const draftOf = ({ globs, extensions, folders, largerThanMiB }: Exclusions): ExclusionDraft => ({
  globs: globs.join('\n'),
  extensions: extensions.join('\n'),
  folders: folders.join('\n'),
  largerThanMiB: largerThanMiB ?? '',
});

interface ReadDraft {
  /** Null while something in it is refused. */
  readonly exclusions: Exclusions | null;
  /** The first line of each field that is refused. */
  readonly refused: Partial<Record<ExclusionField, string>>;
}

/** What was typed, checked by the same schema as main checks it. */
export function readDraft(draft: ExclusionDraft): ReadDraft {
  const lines = { globs: linesOf(draft.globs), extensions: linesOf(draft.extensions), folders: linesOf(draft.folders) };
  const largerThanMiB = draft.largerThanMiB === '' ? null : Number(draft.largerThanMiB);
  const parsed = exclusionsSchema.safeParse({ ...lines, largerThanMiB });
  if (parsed.success) return { exclusions: parsed.data, refused: {} };
  const refused: Partial<Record<ExclusionField, string>> = {};
  for (const { path } of parsed.error.issues) {
    const [field, index] = path;
    if (field === 'largerThanMiB') refused.largerThanMiB ??= String(draft.largerThanMiB);
    const lineField = lineFields.find((name) => name === field);
    if (lineField !== undefined && typeof index === 'number') refused[lineField] ??= lines[lineField][index] ?? '';
  }
  return { exclusions: null, refused };
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
