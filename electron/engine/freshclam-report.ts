import type { SignatureUpdates, UpdateFailureCode } from '../../contract/signatures.ts';

export type UpdateFailure = NonNullable<SignatureUpdates['failure']>;

/** freshclam's words for what we know, the cause before its consequences (measured on 1.4.6; numbers are libcurl's). */
const known: readonly (readonly [RegExp, UpdateFailureCode])[] = [
  [/error code 429 from/, 'rate-limited'],
  [/error code 403 from/, 'blocked'],
  [/on cool-down until after/, 'cool-down'],
  [/No space left|enough disk space/i, 'no-space'],
  [/Permission denied|Can't create temporary directory|not writable|read-only file system/i, 'not-writable'],
  [/Download failed \([56]\)/, 'name-unknown'],
  [/Download failed \(7\)/, 'unreachable'],
  [/Download failed \(28\)/, 'timed-out'],
  [/Download failed \((?:35|5[348]|60|77|9[01])\)/, 'tls'],
  [/Unexpected response \(\d+\)/, 'server-error'],
  [/Malformed CVD header|Verification: |Malformed database|corrupted CVD|can't verify|Test failed/i, 'bad-data'],
  [/Download failed \(\d+\)/, 'unreachable'],
  [/file not found/i, 'not-found'],
];

/** Lines that tell only that something before them went wrong. */
const consequence = /^ERROR: (?:Update failed|Database update process failed)/;

/**
 * Why freshclam did not succeed, by what it printed, with its own words; null when it printed nothing of the kind.
 * A 429 or 403 that came for a header it calls a malformed header: the cool-down it wrote down tells those.
 */
export function explainOutput(lines: readonly string[]): UpdateFailure | null {
  for (const [pattern, code] of known) {
    const line = lines.find((candidate) => pattern.test(candidate));
    if (line !== undefined) return { code, detail: line };
  }
  const error = lines.find((line) => line.startsWith('ERROR: ') && !consequence.test(line));
  return error === undefined ? null : { code: 'unknown', detail: error };
}

export interface OutputReader {
  feed(text: string): void;
  /** What was said so far, without the progress bars. */
  lines(): readonly string[];
}

const linesKept = 200;
const units: Readonly<Record<string, number>> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

/** Splits freshclam's output into lines, and its progress bars into percents of the database being fetched. */
export function createOutputReader(onProgress: (progress: SignatureUpdates['progress']) => void): OutputReader {
  const lines: string[] = [];
  let rest = '';
  let name: string | null = null;

  const read = (text: string): void => {
    // Bars end in a carriage return, with a sequence for the terminal before and after.
    const line = text.replaceAll('\u001b[?7l', '').replaceAll('\u001b[?7h', '').trimEnd();
    const bar = /^Time: .*\]\s*([\d.]+)([KMG]?i?B)\/([\d.]+)([KMG]?i?B)$/.exec(line);
    if (bar !== null) {
      const done = Number(bar[1]) * (units[bar[2] ?? ''] ?? 1);
      const total = Number(bar[3]) * (units[bar[4] ?? ''] ?? 1);
      if (name !== null && total > 0) {
        onProgress({ name, percent: Math.min(100, Math.max(0, Math.floor((done / total) * 100))) });
      }
    } else if (line !== '') {
      name = /^(\w+) database available for (?:download|update)/.exec(line)?.[1] ?? name;
      lines.push(line);
      if (lines.length > linesKept) lines.shift();
    }
  };

  return {
    feed(text) {
      const parts = (rest + text).split(/[\r\n]/);
      rest = (parts.pop() ?? '').slice(-4096);
      for (const part of parts) read(part);
    },
    lines: () => (rest === '' ? lines : [...lines, rest]),
  };
}
