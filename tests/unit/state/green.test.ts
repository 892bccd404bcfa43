import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reputationTroubleSchema } from '../../../contract/reputation.ts';
import { engineStatusSchema, folderHealthSchema, noticeSchema } from '../../../contract/state.ts';
import { createTranslate } from '../../../electron/base/translate.ts';
import { describeProtection, type ProtectionFacts } from '../../../electron/state/describe-protection.ts';
import { reasonSentence } from '../../../locales/index.ts';
import { allIsWell, engine, folder, own, unreadable } from '../../support/protection-facts.ts';

/** Mostly the first value, so that a single bad fact among good ones comes up often. */
const mostly = <T>(good: T, ...others: readonly fc.Arbitrary<T>[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(good) }, ...others.map((arbitrary) => ({ weight: 1, arbitrary })));
const oneOf = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const count = mostly(0, fc.integer({ min: 1, max: 100_000 }));
/** Without what an unfilled blank looks like. */
const text = fc.string().filter((value) => !value.includes('{{'));
const trouble = mostly<string | null>(null, text);

const ownSignatures = mostly(
  engine.ownSignatures,
  fc.record({
    folder: fc.constant('/own'),
    inUse: fc.boolean(),
    isChecking: fc.boolean(),
    trouble,
    files: fc.array(
      fc.record({
        name: text,
        status: oneOf(['accepted', 'refused', 'passed-over'] as const),
        count: fc.constant(null),
        detail: text,
      }),
      { maxLength: 3 },
    ),
  }),
  fc.constant(own),
);

const anyEngine = fc.record({
  status: mostly('healthy' as const, oneOf(engineStatusSchema.options)),
  lenient: mostly(false, fc.constant(true)),
  signatures: fc.record({
    kind: mostly('official' as const, oneOf(['starter', 'unknown'] as const)),
    version: oneOf(['27000', null]),
    builtAt: oneOf(['2026-03-09T00:00:00.000Z', null]),
    count: fc.constant(null),
  }),
  space: mostly<ProtectionFacts['engine']['space']>(null, fc.constant({ path: '/tmp', freeMiB: 0, neededMiB: 1 })),
  ownSignatures,
  endpoints: mostly<ProtectionFacts['engine']['endpoints']>([], fc.constant([unreadable])),
});

const anyFacts: fc.Arbitrary<ProtectionFacts> = fc.record({
  engine: anyEngine.map((changes) => ({ ...engine, ...changes })),
  folders: fc
    .array(mostly('watching' as const, oneOf(folderHealthSchema.options)), { maxLength: 3 })
    .map((healths) => healths.map((health) => ({ ...folder, health }))),
  paused: mostly(false, fc.constant(true)),
  pausedUntil: oneOf([null, allIsWell.now]),
  busy: count,
  waiting: count,
  held: count,
  notQuarantined: count.map((number) => ({ count: number, path: '/downloads/x' })),
  unresolved: count,
  scanFailure: trouble,
  vaultTrouble: trouble,
  ledgerTrouble: trouble,
  reputation: mostly<ProtectionFacts['reputation']>(
    allIsWell.reputation,
    oneOf(reputationTroubleSchema.shape.kind.options).map((kind) => ({
      ...allIsWell.reputation,
      trouble: { kind, detail: '' },
    })),
  ),
  notices: mostly<ProtectionFacts['notices']>(
    [],
    oneOf(noticeSchema.shape.code.options).map((code) => [
      { id: 'n', at: allIsWell.now.toISOString(), code, params: { sizeMiB: '1', limitMiB: '1' } },
    ]),
  ),
  now: fc.constant(allIsWell.now),
});

function isOwnSound({ folder: from, trouble: why, files, inUse, isChecking }: typeof engine.ownSignatures): boolean {
  if (from === null) return true;
  const isLoaded = inUse || files.every(({ status }) => status !== 'accepted');
  return (
    why === null && files.every(({ status }) => status !== 'refused') && isLoaded && !(isChecking && files.length === 0)
  );
}

/** What green promises, in the words of the design. */
const isSound = (facts: ProtectionFacts): boolean =>
  facts.engine.status === 'healthy' &&
  facts.engine.signatures.kind === 'official' &&
  !facts.engine.lenient &&
  facts.engine.space === null &&
  isOwnSound(facts.engine.ownSignatures) &&
  facts.engine.endpoints.every(({ trouble: why }) => why !== 'unreadable') &&
  facts.folders.length > 0 &&
  facts.folders.every(({ health }) => health === 'watching') &&
  !facts.paused &&
  facts.waiting + facts.held + facts.notQuarantined.count + facts.unresolved === 0 &&
  facts.scanFailure === null &&
  facts.vaultTrouble === null &&
  facts.ledgerTrouble === null &&
  facts.reputation.trouble === null &&
  facts.notices.length === 0;

const isGreen = (facts: ProtectionFacts): boolean =>
  ['protected', 'scanning'].includes(describeProtection(facts).level);

describe('green', () => {
  test('is said if, and only if, not one fact of all there may be speaks against it', () => {
    let greens = 0;
    fc.assert(
      fc.property(anyFacts, (facts) => {
        if (isGreen(facts)) greens += 1;
        expect(isGreen(facts)).toBe(isSound(facts));
      }),
      { numRuns: 10_000 },
    );
    // Neither side of it is empty.
    expect(greens).toBeGreaterThan(100);
  });

  test('is the only level without a reason, and each reason has words of its own', () => {
    const t = createTranslate();
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { reasons } = describeProtection(facts);
        expect(reasons.length === 0).toBe(isGreen(facts));
        for (const reason of reasons) {
          expect(reasonSentence(t, reason)).not.toMatch(/^state\.|\{\{/);
          expect(t(`state.remedy.${reason.remedy}`)).not.toMatch(/^state\./);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
