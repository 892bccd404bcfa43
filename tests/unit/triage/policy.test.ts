import { describe, expect, test } from 'vitest';
import { policySchema } from '../../../contract/settings.ts';
import { filePath } from '../../../electron/files/file-path.ts';
import type { Relabelling } from '../../../electron/ledger/in-place.ts';
import { createPolicyApplication } from '../../../electron/triage/apply-policy.ts';
import { actionFor, responseTo } from '../../../electron/triage/policy.ts';

const policy = policySchema.parse({});

describe('the policy', () => {
  test.each([
    [{ verdict: 'infected', reason: null }, 'quarantine'],
    [{ verdict: 'suspicious', reason: null }, 'hold'],
    [{ verdict: 'unscannable', reason: 'encrypted' }, 'hold'],
    [{ verdict: 'unscannable', reason: 'not-regular' }, 'ignore'],
    [{ verdict: 'clean', reason: null }, null],
    [{ verdict: 'failed', reason: 'no-reply' }, null],
  ] as const)('answers %j with %s unless told otherwise', (judged, response) => {
    expect(responseTo(policy, judged)).toBe(response);
  });

  test('holds a file that is on its way into the vault until it is there', () => {
    expect(actionFor('quarantine')).toBe('none');
  });

  const apply = (next: unknown, before: unknown) => {
    const relabelled: Relabelling[] = [];
    const scanned: string[] = [];
    createPolicyApplication({
      ledger: {
        relabel: (kind) => {
          relabelled.push(kind);
          return [];
        },
        inPlace: (verdict) => [filePath(`/${verdict}`)],
      },
      scanAgain: ({ bytes }) => scanned.push(bytes.toString()),
      onRecord: () => undefined,
    })(policySchema.parse(next), before === null ? null : policySchema.parse(before));
    return { relabelled, scanned };
  };

  test('does nothing to what is known when nothing of it changes', () => {
    expect(apply({ suspicious: 'warn' }, { suspicious: 'warn' })).toEqual({ relabelled: [], scanned: [] });
  });

  test('that changes calls only that kind otherwise', () => {
    expect(apply({ unscannable: { encrypted: 'ignore' } }, {})).toEqual({
      relabelled: [{ verdict: 'unscannable', reason: 'encrypted', action: 'ignored' }],
      scanned: [],
    });
  });

  test('that wants files locked away, or no longer, has them scanned again wherever they are', () => {
    expect(apply({ suspicious: 'quarantine' }, { suspicious: 'ignore' })).toEqual({
      relabelled: [{ verdict: 'suspicious', reason: null, action: 'none' }],
      scanned: ['/suspicious'],
    });
    expect(apply({ infected: 'hold' }, {}).scanned).toEqual(['/infected']);
  });

  test('that was changed while Lazaret did not run holds from the start, without a scan', () => {
    const { relabelled, scanned } = apply({}, null);
    expect(relabelled).toHaveLength(8);
    expect(scanned).toEqual([]);
  });
});
