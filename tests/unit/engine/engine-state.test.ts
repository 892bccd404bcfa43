import { describe, expect, it } from 'vitest';
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
  }) satisfies Partial<EngineMember> as unknown as EngineMember;

const facts = (changes: Partial<EngineFacts>): EngineFacts => ({
  members: [member(good)],
  inUse: changes.members ?? [member(good)],
  ownDatabase: null,
  starting: null,
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

  it('is stale when the signatures are more than three days old', () => {
    expect(describeEngine(facts({ now: days(2.9) })).status).toBe('healthy');
    expect(describeEngine(facts({ now: days(3.1) })).status).toBe('stale');
  });

  it('never takes signatures for official that the engine does not name', () => {
    const unnamed = { ...good, signatureVersion: null, signaturesBuiltAt: null };
    const kind = (source: EngineMember['source'], ownDatabase: EngineFacts['ownDatabase']) =>
      describeEngine(facts({ members: [member(unnamed, source)], ownDatabase })).signatures.kind;
    expect(kind('supervised', 'starter')).toBe('starter');
    expect(kind('supervised', 'official')).toBe('unknown');
    expect(kind('system', 'starter')).toBe('unknown');
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
    expect(describeEngine(facts({ members: [member({ ...good, caveat: 'Blind.' })] })).detail).toContain('Blind.');
  });
});
