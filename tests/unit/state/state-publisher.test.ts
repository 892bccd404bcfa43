import { describe, expect, test } from 'vitest';
import { recentLimit, type StatePush } from '../../../contract/state.ts';
import { createStatePublisher } from '../../../electron/state/state-publisher.ts';
import { appState, record } from '../../renderer/fixtures.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

function publishing() {
  const clock = createFakeClock();
  const initial = appState({ recent: [] });
  const publisher = createStatePublisher(initial, clock.schedule);
  const pushes: StatePush[] = [];
  publisher.onPush((push) => pushes.push(push));
  return { clock, initial, publisher, pushes };
}

describe('what is pushed', () => {
  test('a thousand verdicts in a second come in at most ten pushes, none of them lost', async () => {
    const { clock, publisher, pushes } = publishing();
    for (let id = 1; id <= 1_000; id += 1) {
      publisher.addRecord(record(id));
      await clock.advance(1);
    }
    await clock.advance(100);
    expect(pushes.length).toBeLessThanOrEqual(10);
    expect(pushes.flatMap(({ records }) => records.map(({ id }) => id))).toEqual(
      Array.from({ length: 1_000 }, (_, index) => index + 1),
    );
  });

  test('what came while the main thread was held up is told whole', async () => {
    const { clock, publisher, pushes } = publishing();
    for (let id = 1; id <= 5 * recentLimit; id += 1) publisher.addRecord(record(id));
    await clock.advance(100);
    expect(pushes.map(({ records }) => records.length)).toEqual([5 * recentLimit]);
  });

  test('only what has changed is told, however much is handed over', async () => {
    const { clock, initial, publisher, pushes } = publishing();
    const same = structuredClone(initial);
    publisher.set({ engine: same.engine, folders: same.folders, today: { ...same.today, clean: 99 } });
    await clock.advance(100);
    expect(pushes).toEqual([{ revision: 1, slices: { today: { ...initial.today, clean: 99 } }, records: [] }]);
  });

  test('nothing is pushed when nothing has changed', async () => {
    const { clock, initial, publisher, pushes } = publishing();
    publisher.set(structuredClone({ engine: initial.engine, settings: initial.settings }));
    await clock.advance(1_000);
    expect(pushes).toEqual([]);
    expect(publisher.snapshot()).toEqual({ revision: 0, state: initial });
  });

  test('what changes back before it was told is told as it is', async () => {
    const { clock, initial, publisher, pushes } = publishing();
    publisher.set({ today: { ...initial.today, clean: 99 } });
    publisher.set({ today: { ...initial.today } });
    await clock.advance(100);
    expect(pushes.at(-1)?.slices.today).toEqual(initial.today);
  });

  test('the newest verdicts are kept, and no more of them than are shown', async () => {
    const { clock, publisher } = publishing();
    for (let id = 1; id <= 3 * recentLimit; id += 1) publisher.addRecord(record(id));
    await clock.advance(100);
    const { recent } = publisher.snapshot().state;
    expect(recent.map(({ id }) => id)).toEqual(Array.from({ length: recentLimit }, (_, n) => 3 * recentLimit - n));
  });
});
