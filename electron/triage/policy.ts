import type { Policy } from '../../contract/settings.ts';
import type { Action, Reason, Verdict } from '../../contract/verdicts.ts';

/** What the user wants done with a finding; `contract/settings.ts` says what each means. */
type Response = 'quarantine' | 'hold' | 'warn' | 'ignore';

/** What a file's last row says of it, as far as the policy asks. */
interface Judged {
  readonly verdict: Verdict;
  readonly reason: Reason | null;
}

/**
 * What the policy wants done about a verdict; null where there is nothing to decide: the file is clean, or waits for a
 * verdict. Links and the like are nobody's finding, whatever the policy.
 */
export function responseTo(policy: Policy, { verdict, reason }: Judged): Response | null {
  switch (verdict) {
    case 'clean':
    case 'failed':
      return null;
    case 'infected':
    case 'suspicious':
      return policy[verdict];
    case 'unscannable':
      return isDecided(policy, reason) ? policy.unscannable[reason] : 'ignore';
  }
}

const isDecided = (policy: Policy, reason: Reason | null): reason is keyof Policy['unscannable'] =>
  reason !== null && reason in policy.unscannable;

/** What is written down of a finding that stays in its place. `none` waits for the user, or for the vault. */
export function actionFor(response: Response | null): Extract<Action, 'none' | 'warned' | 'ignored'> {
  if (response === 'warn') return 'warned';
  return response === 'ignore' ? 'ignored' : 'none';
}

/** The findings a policy speaks of, one kind each. */
const kinds = (policy: Policy): readonly Judged[] => [
  { verdict: 'infected', reason: null },
  { verdict: 'suspicious', reason: null },
  ...Object.keys(policy.unscannable).map((reason) => ({
    verdict: 'unscannable' as const,
    reason: reason as keyof Policy['unscannable'],
  })),
];

/**
 * What has to follow for findings that are known already when `policy` takes the place of `before` (null: whatever was
 * meant when they were written down): which of them are `relabelled`, and which are to be `scannedAgain`, because they
 * are now to be locked away, or no longer.
 */
export function policyChanges(
  policy: Policy,
  before: Policy | null,
): {
  readonly relabelled: readonly (Judged & { readonly action: ReturnType<typeof actionFor> })[];
  readonly scannedAgain: readonly Verdict[];
} {
  const changed = kinds(policy).filter(
    (kind) => before === null || responseTo(before, kind) !== responseTo(policy, kind),
  );
  return {
    relabelled: changed.map((kind) => ({ ...kind, action: actionFor(responseTo(policy, kind)) })),
    scannedAgain:
      before === null
        ? []
        : changed
            .filter((kind) => [before, policy].some((either) => responseTo(either, kind) === 'quarantine'))
            .map(({ verdict }) => verdict),
  };
}

/** Which findings are to be locked away. */
export const quarantinesOf = ({ infected, suspicious }: Policy) => ({
  infected: infected === 'quarantine',
  suspicious: suspicious === 'quarantine',
});
