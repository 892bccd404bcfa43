import { expect, test } from 'vitest';
import { settingsSchema } from '../../../contract/settings.ts';
import type { EngineStatus, StateReason } from '../../../contract/state.ts';
import { createTranslate } from '../../../electron/base/translate.ts';
import { notifyOfTroubles } from '../../../electron/shell/trouble-news.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const stale: StateReason = { code: 'signatures-stale', params: { days: 9 }, remedy: 'open-engine' };

const setUp = (notifications: Record<string, boolean> = {}) => {
  const clock = createFakeClock();
  const told: string[] = [];
  let push = (): void => undefined;
  const state = {
    engine: { status: 'healthy' as EngineStatus },
    protection: { reasons: [] as StateReason[] },
    settings: settingsSchema.parse({ notifications }),
  };
  const stop = notifyOfTroubles({
    protection: {
      snapshot: () => ({ revision: 1, state: state as never }),
      onPush: (listener) => {
        push = () => listener({ revision: 1, slices: {}, records: [] });
        return () => undefined;
      },
    },
    translate: createTranslate(),
    notify: ({ title }) => {
      told.push(title);
      return () => undefined;
    },
    clock,
  });
  const become = (status: EngineStatus, reasons: StateReason[] = []): void => {
    state.engine.status = status;
    state.protection.reasons = reasons;
    push();
  };
  return { clock, told, become, stop };
};

test('an engine that is silent for five minutes is told once', async () => {
  const { clock, told, become } = setUp();
  become('down');
  await clock.advance(4 * 60_000);
  become('down');
  expect(told).toEqual([]);
  await clock.advance(60_000);
  become('down');
  await clock.advance(3_600_000);
  expect(told).toEqual(['The scan engine does not answer.']);
});

test('an engine that comes back in time is no news, and one that falls silent again later is', async () => {
  const { clock, told, become } = setUp();
  become('down');
  await clock.advance(4 * 60_000);
  become('healthy');
  await clock.advance(3_600_000);
  expect(told).toEqual([]);
  become('down');
  await clock.advance(5 * 60_000);
  expect(told).toHaveLength(1);
});

test('signatures that grow too old are told once, and again only after they were fresh', () => {
  const { told, become } = setUp();
  become('stale', [stale]);
  become('stale', [stale]);
  become('down');
  become('stale', [stale]);
  expect(told).toEqual(['The virus signatures are 9 days old.']);
  become('healthy');
  become('stale', [stale]);
  expect(told).toHaveLength(2);
});

test('each kind can be turned off, and nothing is told after the stop', async () => {
  const off = setUp({ engineDown: false, signaturesStale: false });
  off.become('stale', [stale]);
  off.become('down');
  await off.clock.advance(3_600_000);
  expect(off.told).toEqual([]);
  const stopped = setUp();
  stopped.become('down');
  stopped.stop();
  await stopped.clock.advance(3_600_000);
  expect(stopped.told).toEqual([]);
});
