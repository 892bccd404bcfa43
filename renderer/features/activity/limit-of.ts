import type { ScanRecord } from '../../../contract/verdicts.ts';

/** The limits a file may meet; `scanSize` is ClamAV's own and cannot be raised. */
export type Limit = 'maxFileSize' | 'archiveDepth' | 'archiveFiles' | 'scanSeconds' | 'scanSize';

/** clamd names the limit in its alert (`Heuristics.Limits.Exceeded.MaxFiles`) or, for some, in words of its own. */
const marks: readonly (readonly [mark: RegExp, limit: Limit])[] = [
  [/\bMaxRecursion\b|max recursion depth/, 'archiveDepth'],
  [/\bMaxFiles\b|max scan files/, 'archiveFiles'],
  [/\bMaxScanSize\b|\bMaxFileSize\b|max scan size/, 'scanSize'],
];

/** Which limit kept a file from being examined; null when it was none, or the engine does not say which. */
export function limitOf({ reason, signature, detail }: ScanRecord): Limit | null {
  if (reason === 'too-large') return 'maxFileSize';
  if (reason === 'timed-out') return 'scanSeconds';
  if (reason !== 'limits-exceeded') return null;
  const words = signature ?? detail ?? '';
  return marks.find(([mark]) => mark.test(words))?.[1] ?? null;
}
