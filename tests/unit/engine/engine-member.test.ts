import { describe, expect, it } from 'vitest';
import type { ClamdStats } from '../../../contract/endpoints.ts';
import type { EndpointHealth } from '../../../electron/engine/canary.ts';
import type { Answer } from '../../../electron/engine/clamd-commands.ts';
import { createEngineMember } from '../../../electron/engine/engine-member.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const good: EndpointHealth = {
  healthy: true,
  name: 'ClamAV 1.4.6',
  signatureVersion: '27800',
  signaturesBuiltAt: '2030-01-01T00:00:00.000Z',
  caveat: null,
};
const bad: EndpointHealth = { healthy: false, detail: 'did not find the EICAR test file' };

/** A member whose checks and pings answer what `answers` holds at that time. */
function member() {
  const clock = createFakeClock();
  const answers = {
    health: good,
    pong: { ok: true, value: null } as Answer<null>,
    checks: 0,
    pings: 0,
    stats: null as ClamdStats | null,
  };
  const held: (() => void)[] = [];
  let isHolding = false;
  const made = createEngineMember({
    endpoint: { kind: 'unix', path: '/clamd' },
    source: 'configured',
    clock,
    onChecked: () => undefined,
    scanner: {
      async check() {
        answers.checks += 1;
        const { health } = answers;
        if (isHolding) await new Promise<void>((resolve) => held.push(resolve));
        return health;
      },
      async ping() {
        answers.pings += 1;
        return answers.pong;
      },
      async stats() {
        return answers.stats;
      },
    },
  });
  const hold = (): void => {
    isHolding = true;
  };
  const letGo = (): void => {
    isHolding = false;
    for (const resolve of held.splice(0)) resolve();
  };
  return { made, clock, answers, hold, letGo };
}

describe('one endpoint', () => {
  it('is asked how busy it is only while it is well, and what it told is forgotten when it is not', async () => {
    const { made, clock, answers } = member();
    const told = { threads: { live: 2, idle: 1, max: 10 }, queued: 0, signatureBytes: null };
    answers.stats = told;
    await made.askStats();
    expect(made.stats()).toBeNull();
    made.setWatch('closely');
    await clock.settle();
    await made.askStats();
    expect(made.stats()).toEqual({ told, atMs: clock.monotonicMs() });
    answers.health = bad;
    await made.check();
    expect(made.stats()).toBeNull();
  });

  it('is not used before its first check has passed', async () => {
    const { made, clock } = member();
    expect(made.lease()).toBeNull();
    made.setWatch('closely');
    await clock.settle();
    expect(made.lease()).toMatchObject({ name: 'ClamAV 1.4.6', signatureVersion: '27800' });
  });

  it('loses the trust of scans under way as soon as a check fails', async () => {
    const { made, clock, answers } = member();
    await made.check();
    const lease = made.lease();
    answers.health = bad;
    made.setWatch('closely');
    await clock.advance(60_000);
    expect(lease?.trusted()).toBe(false);
    expect(made.lease()).toBeNull();
  });

  it('does not win back the trust of a scan during which it failed', async () => {
    const { made, answers } = member();
    await made.check();
    const lease = made.lease();
    answers.health = bad;
    await made.check();
    answers.health = good;
    await made.check();
    expect(lease?.trusted()).toBe(false);
    expect(made.lease()?.trusted()).toBe(true);
  });

  it('loses the trust of scans under way when it turns out to pass what it did not look into', async () => {
    const { made, answers } = member();
    await made.check();
    const lease = made.lease();
    answers.health = { ...good, caveat: { kind: 'lenient', detail: '' } };
    await made.check();
    expect(lease?.trusted()).toBe(false);
    const next = made.lease();
    await made.check();
    expect(next).toMatchObject({ isLenient: true });
    expect(next?.trusted()).toBe(true);
  });

  it('is not trusted because of a check that began before the failure', async () => {
    const { made, clock, answers, hold, letGo } = member();
    await made.check();
    hold();
    void made.check();
    await clock.settle();
    made.distrust();
    answers.health = bad;
    letGo();
    await clock.settle();
    expect(made.lease()).toBeNull();
    expect(made.health()).toEqual(bad);
  });

  it('is checked every minute while healthy and soon, but never in a rush, while it fails', async () => {
    const { made, clock, answers } = member();
    made.setWatch('closely');
    await clock.settle();
    expect(answers.checks).toBe(1);
    await clock.advance(60_000);
    expect(answers.checks).toBe(2);
    answers.health = bad;
    await clock.advance(60_000);
    const before = answers.checks;
    await clock.advance(60_000);
    expect(answers.checks - before).toBeGreaterThanOrEqual(12);
    expect(answers.checks - before).toBeLessThan(20);
  });

  it('is asked whether it lives only when a scan takes long', async () => {
    const { made, clock, answers } = member();
    await made.check();
    const quick = made.lease();
    await clock.advance(2_900);
    quick?.release();
    await clock.advance(20_000);
    expect(answers.pings).toBe(0);
    const slow = made.lease();
    await clock.advance(60_000);
    expect(answers.pings).toBeGreaterThanOrEqual(11);
    expect(slow?.signal.aborted).toBe(false);
    expect(slow?.trusted()).toBe(true);
  });

  it('stops all scans on it when it does not answer any more', async () => {
    const { made, clock, answers } = member();
    await made.check();
    const lease = made.lease();
    answers.pong = { ok: false, detail: 'no answer within 5000 ms' };
    answers.health = bad;
    await clock.advance(3_000);
    expect(lease?.signal.aborted).toBe(true);
    expect(lease?.trusted()).toBe(false);
    expect(made.lease()).toBeNull();
  });
});
