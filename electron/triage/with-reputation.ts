import type { ScanVerdict } from '../scan/scan-outcome.ts';
import { responseTo } from './policy.ts';
import type { TriageParts } from './triage-types.ts';

const strictness = ['ignore', 'warn', 'hold', 'quarantine'] as const;

/**
 * What others say of a file makes a verdict graver, never milder: one that the engine calls clean, or could not look into,
 * is suspicious where enough engines at VirusTotal call its very bytes malicious. It stays as it is where the user has set
 * more to be done about files that nobody could look into than about suspicious ones.
 */
export function withReputation(
  { badReputation, settings }: Pick<TriageParts, 'badReputation' | 'settings'>,
  outcome: ScanVerdict,
): ScanVerdict {
  const { verdict, sha256, identity } = outcome;
  if ((verdict !== 'clean' && verdict !== 'unscannable') || sha256 === null || identity === null) return outcome;
  const bad = badReputation(sha256);
  if (bad === null) return outcome;
  const judged: ScanVerdict = { ...outcome, verdict: 'suspicious', reason: 'reputation', ...bad };
  const { policy } = settings();
  const before = responseTo(policy, outcome) ?? 'ignore';
  const after = responseTo(policy, judged) ?? 'ignore';
  return strictness.indexOf(after) < strictness.indexOf(before) ? outcome : judged;
}
