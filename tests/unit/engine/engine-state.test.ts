import { describe, expect, it } from 'vitest';
import type { SignatureUpdates } from '../../../contract/signatures.ts';
import type { EndpointHealth } from '../../../electron/engine/canary.ts';
import type { EngineMember } from '../../../electron/engine/engine-member.ts';
import { describeEngine, type EngineFacts } from '../../../electron/engine/engine-state.ts';

const builtAt = '2030-01-01T00:00:00.000Z';
const days = (count: number): Date => new Date(Date.parse(builtAt) + count * 24 * 60 * 60 * 1000);

const good: EndpointHealth = {
  healthy: true,
  name: 'ClamAV 1.4.6',
  signatureVersion: '27800',
  signaturesBuiltAt: builtAt,
  caveat: null,
};

const member = (health: EndpointHealth | null, source: EngineMember['source'] = 'system') =>
  ({
    endpoint: { kind: 'unix', path: '/clamd' },
    source,
    health: () => health,
    checkedAt: () => null,
    busy: () => 1,
    stats: () => null,
  }) satisfies Partial<EngineMember> as unknown as EngineMember;

const noUpdates: SignatureUpdates = {
  byLazaret: false,
  state: 'idle',
  progress: null,
  lastTryAt: null,
  failure: null,
  retryAt: null,
  coolDownUntil: null,
  databases: [],
};

const facts = (changes: Partial<EngineFacts>): EngineFacts => ({
  members: [member(good)],
  inUse: changes.members ?? [member(good)],
  ownDatabase: null,
  updates: noUpdates,
  ownSignatures: { folder: null, inUse: false, isChecking: false, trouble: null, files: [] },
  space: null,
  systemDatabases: [],
  starting: null,
  unreadable: [],
  nowMs: 0,
  staleAfterDays: 3,
  remedy: null,
  now: days(1),
  ...changes,
});

describe('what is said of the engine', () => {
  it('is healthy with fresh official signatures', () => {
    expect(describeEngine(facts({}))).toMatchObject({
      status: 'healthy',
      signatures: { kind: 'official', version: '27800', builtAt },
    });
  });

  it('is stale when the signatures are older than the set number of days', () => {
    expect(describeEngine(facts({ now: days(2.9) })).status).toBe('healthy');
    expect(describeEngine(facts({ now: days(3.1) })).status).toBe('stale');
    expect(describeEngine(facts({ now: days(3.1), staleAfterDays: 4 })).status).toBe('healthy');
  });

  it('never takes signatures for official that the engine does not name', () => {
    const unnamed = { ...good, signatureVersion: null, signaturesBuiltAt: null };
    const kind = (source: EngineMember['source'], ownDatabase: EngineFacts['ownDatabase']) =>
      describeEngine(facts({ members: [member(unnamed, source)], ownDatabase })).signatures.kind;
    expect(kind('supervised', 'starter')).toBe('starter');
    expect(kind('supervised', 'official')).toBe('unknown');
    expect(kind('system', 'starter')).toBe('unknown');
  });

  it('tells how many signatures there are and when they were built, where the database loaded can be read', () => {
    const daily = { name: 'daily', version: 27_800, builtAt: '2029-12-31T22:00:00.000Z', count: 2_000 } as const;
    const main = { name: 'main', version: 62, builtAt: '2021-09-16T12:32:42.000Z', count: 6_000 } as const;
    const signatures = (databases: SignatureUpdates['databases']) =>
      describeEngine(facts({ updates: { ...noUpdates, databases } })).signatures;
    expect(signatures([main, daily])).toMatchObject({ version: '27800', builtAt: daily.builtAt, count: 8_000 });
    expect(signatures([main, { ...daily, version: 27_801 }])).toMatchObject({ builtAt, count: null });
  });

  it('is down with what to do, starting while something is under way', () => {
    const members = [member({ healthy: false, detail: 'ECONNREFUSED' })];
    expect(describeEngine(facts({ members }))).toMatchObject({ status: 'down', detail: '/clamd: ECONNREFUSED' });
    expect(describeEngine(facts({ members, remedy: 'Install it.' }))).toMatchObject({ detail: 'Install it.' });
    expect(describeEngine(facts({ members, starting: 'Wait.' }))).toMatchObject({
      status: 'starting',
      detail: 'Wait.',
    });
  });

  it('tells what the engine does not look into', () => {
    expect(
      describeEngine(facts({ members: [member({ ...good, caveat: { kind: 'lenient', detail: 'Blind.' } })] })).detail,
    ).toContain('Blind.');
  });

  it('marks the endpoints in use, and names those that cannot be read beside the good ones', () => {
    const [used, other] = [member(good), member({ healthy: false, detail: 'PING: ECONNREFUSED' })];
    const state = describeEngine(facts({ members: [used, other], inUse: [used], unreadable: ['nonsense'] }));
    expect(state.status).toBe('healthy');
    expect(state.detail).not.toContain('do not');
    expect(state.endpoints).toMatchObject([
      { inUse: true, healthy: true, trouble: null, name: 'ClamAV 1.4.6', busy: 1 },
      { inUse: false, healthy: false, trouble: 'refused', name: null },
      { endpoint: 'nonsense', inUse: false, healthy: false, trouble: 'unreadable' },
    ]);
  });

  it('tells how busy an endpoint is as long as that is news', () => {
    const told = { threads: { live: 2, idle: 1, max: 10 }, queued: 4, signatureBytes: 5_000_000 };
    const asked = { ...member(good), stats: () => ({ told, atMs: 1_000 }) };
    const statsAt = (nowMs: number) =>
      describeEngine(facts({ members: [asked], inUse: [asked], nowMs })).endpoints[0]?.stats;
    expect(statsAt(20_000)).toEqual(told);
    expect(statsAt(40_000)).toBeNull();
  });
});
