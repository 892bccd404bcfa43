import { describe, expect, test } from 'vitest';
import type { QuietHours } from '../../../contract/settings.ts';
import { createTranslate } from '../../../electron/base/translate.ts';
import type { NotificationModel } from '../../../electron/shell/notification-text.ts';
import { createQuietGate, isQuiet } from '../../../electron/shell/quiet-hours.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const at = (time: string): Date => new Date(`2030-01-01T${time}:00`);
const night: QuietHours = { from: '22:00', to: '07:00' };

describe('quiet hours', () => {
  test('may span midnight: their first minute is quiet, the one at their end is not', () => {
    const quiet = ['21:59', '22:00', '23:59', '00:00', '06:59', '07:00', '12:00'].map((time) =>
      isQuiet(night, at(time)),
    );
    expect(quiet).toEqual([false, true, true, true, true, false, false]);
  });

  test('may lie within a day', () => {
    const meeting = { from: '09:00', to: '10:30' };
    expect(['08:59', '09:00', '10:29', '10:30'].map((time) => isQuiet(meeting, at(time)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test('that begin when they end, or are not set, are never', () => {
    expect(isQuiet({ from: '08:00', to: '08:00' }, at('08:00'))).toBe(false);
    expect(isQuiet(null, at('03:00'))).toBe(false);
  });
});

describe('notifications and quiet hours', () => {
  const model = (title: string, over: Partial<NotificationModel> = {}): NotificationModel => ({
    title,
    body: '',
    urgent: false,
    navigation: { view: 'activity' },
    actions: [],
    ...over,
  });

  const setUp = () => {
    const shown: NotificationModel[] = [];
    const clock = createFakeClock();
    // On the fake clock it is some minute of the day, wherever the test runs: quiet for an hour from then on.
    const time = (date: Date): string => date.toTimeString().slice(0, 5);
    const hours = { from: time(clock.now()), to: time(new Date(clock.now().getTime() + 3_600_000)) };
    const settings: { quietHours: QuietHours | null } = { quietHours: hours };
    const gate = createQuietGate({
      quietHours: () => settings.quietHours,
      translate: createTranslate(),
      notify: (shownModel) => {
        shown.push(shownModel);
        return () => undefined;
      },
      clock,
    });
    return { shown, clock, settings, gate };
  };

  test('what happens in quiet hours is told as one message when they end', async () => {
    const { shown, clock, gate } = setUp();
    gate.notify(model('Infected file found', { urgent: true }));
    gate.notify(model('The scan engine does not answer.', { navigation: { view: 'engine' } }));
    await clock.advance(3_500_000);
    expect(shown).toEqual([]);
    await clock.advance(200_000);
    expect(shown).toEqual([
      {
        title: '2 messages from the quiet hours',
        body: 'Infected file found\nThe scan engine does not answer.',
        urgent: true,
        navigation: { view: 'overview' },
        actions: [],
      },
    ]);
  });

  test('a single one is told as it is, and leads to its very item', async () => {
    const { shown, clock, gate } = setUp();
    const only = model('Infected file found', { navigation: { view: 'quarantine', quarantineId: 'q1' } });
    gate.notify(only);
    await clock.advance(3_700_000);
    expect(shown).toEqual([only]);
  });

  test('what was taken back meanwhile is not told', async () => {
    const { shown, clock, gate } = setUp();
    gate.notify(model('2 infected files found'))();
    await clock.advance(3_700_000);
    expect(shown).toEqual([]);
  });

  test('turning quiet hours off tells at once what they held, and holds nothing any more', async () => {
    const { shown, clock, settings, gate } = setUp();
    gate.notify(model('one'));
    settings.quietHours = null;
    gate.notify(model('two'));
    expect(shown.map(({ title }) => title)).toEqual(['two']);
    await clock.advance(30_000);
    expect(shown.map(({ title }) => title)).toEqual(['two', 'one']);
  });
});
