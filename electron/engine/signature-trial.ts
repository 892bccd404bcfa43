import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import { runTrial, type TrialOptions } from './clamd-trial.ts';
import { trialPlace } from './trial-place.ts';

/** What clamd makes of one or more files of signatures. */
export type Judgement = { readonly ok: true; readonly count: number } | { readonly ok: false; readonly why: string };

export interface Candidate {
  /** As the user knows it. */
  readonly name: string;
  readonly path: string;
}

export type SignatureTrial = (candidates: readonly Candidate[], signal: AbortSignal) => Promise<Judgement>;

/**
 * Lets a clamd that serves nobody load copies of the candidates alone. They pass when it has nothing to complain of,
 * counts at least one signature, and still calls a harmless text clean. clamd passes over broken YARA rules with a
 * warning: here that is a refusal, too, since rules that are silently missing would find nothing.
 */
export function createSignatureTrial(
  options: Pick<TrialOptions, 'program' | 'home' | 'temporaryRoot' | 'platform' | 'log'>,
): SignatureTrial {
  return async (candidates, signal) => {
    const staging = trialPlace(options.home);
    const copies = join(staging, 'signatures');
    try {
      mkdirSync(copies, { recursive: true, mode: 0o700 });
      // By number: a name of the user's making is no name for a path in a message that is taken apart below.
      const names = candidates.map(({ name }, index) => [`${index}${extname(name).toLowerCase()}`, name] as const);
      candidates.forEach(({ path }, index) => {
        copyFileSync(path, join(copies, names[index]?.[0] ?? ''));
      });
      const trial = await runTrial({ ...options, databaseDirectory: copies, home: join(staging, 'trial') }, signal);
      const complaint = complaintOf(trial.output, (text) =>
        names.reduce((said, [copy, name]) => said.replaceAll(join(copies, copy), name), text),
      );
      if (complaint !== null) return { ok: false, why: complaint };
      if (trial.trouble !== null) return { ok: false, why: trial.trouble };
      if (trial.harmless !== null) return { ok: false, why: `It finds malware in a harmless text: ${trial.harmless}.` };
      return trial.count > 0
        ? { ok: true, count: trial.count }
        : { ok: false, why: 'ClamAV finds no signature in it.' };
    } finally {
      rmSync(staging, { recursive: true, force: true });
    }
  };
}

/** libclamav tells each cause on a line of its own, and then which file and directory it gives up. */
function complaintOf(output: string, named: (text: string) => string): string | null {
  const lines = output
    .split('\n')
    .flatMap((line) => /^LibClamAV (?:Error|Warning): (?<said>.+)$/.exec(line)?.groups?.said ?? []);
  const causes = lines.filter((line) => !/^(?:Can't load|cli_loaddbdir:)/.test(line));
  const told = causes.length > 0 ? causes : lines;
  return told.length === 0 ? null : told.slice(0, 2).map(named).join('; ').slice(0, 500);
}
