import type { ProtectionEvent, ProtectionLogEntry } from '../../contract/protection-log.ts';
import { noVerdicts } from '../../contract/verdicts.ts';
import { expect, expectAccessible, goTo, test } from './window-test.ts';

const logOf = (events: readonly ProtectionEvent[]): readonly ProtectionLogEntry[] =>
  events.map((event, index) => ({
    id: events.length - index,
    at: new Date(Date.now() - index * 60_000).toISOString(),
    event,
  }));

const events: readonly ProtectionEvent[] = [
  { kind: 'engine', status: 'healthy', engine: 'ClamAV 1.4.6', detail: '', afterMs: 180_000 },
  { kind: 'engine', status: 'down', engine: null, detail: 'connect ECONNREFUSED 127.0.0.1:3310', afterMs: null },
  { kind: 'folder', path: '/mnt/share', health: 'unavailable', detail: 'It is gone.', afterMs: null },
  { kind: 'resumed', afterMs: 3_600_000 },
  { kind: 'paused', until: null },
  {
    kind: 'full-scan',
    trigger: 'scheduled',
    files: 1284,
    counts: { ...noVerdicts, infected: 2 },
    cancelled: false,
    failure: null,
    startedAt: new Date().toISOString(),
  },
  {
    kind: 'full-scan',
    trigger: 'scheduled',
    files: 12,
    counts: noVerdicts,
    cancelled: false,
    failure: 'disk I/O error',
    startedAt: new Date().toISOString(),
  },
  { kind: 'signatures', now: { kind: 'official', version: '27801' }, before: { kind: 'official', version: '27800' } },
  { kind: 'settings', changed: ['exclusions', 'policy'] },
  { kind: 'folder-added', path: '/home/ada/Downloads' },
  { kind: 'started', version: '1.0.0', after: 'crash' },
];

for (const colorScheme of ['light', 'dark'] as const) {
  test(`what happened to the protection is told in sentences, ${colorScheme}`, async ({ page, openWindow }) => {
    await page.emulateMedia({ colorScheme });
    await openWindow({ log: logOf(events) });
    await goTo(page, 'Activity');
    await page.getByRole('button', { name: 'Protection log' }).click();
    const drawer = page.getByRole('dialog', { name: 'Protection log' });
    for (const sentence of [
      'The engine answers again after 3 minutes: ClamAV 1.4.6',
      'The engine stopped answering',
      'connect ECONNREFUSED 127.0.0.1:3310',
      'The folder cannot be reached: /mnt/share',
      'Scanning went on after 1 hour',
      'Scheduled scan finished: 1,284 files, 2 infected',
      'Full scan stopped by an error after 12 files, 0 infected',
      'disk I/O error',
      'New signatures: 27801, before that 27800',
      'Settings changed: exclusions, what to do with findings',
      'Lazaret started; before that it had ended without a word (killed, or the power was cut)',
    ])
      await expect(drawer.getByText(sentence, { exact: true })).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Protection log' })).toBeFocused();
  });
}

test('a long log comes a page at a time, and a failure is said and tried again', async ({ page, openWindow }) => {
  const many = logOf(Array.from({ length: 120 }, (_, index) => ({ kind: 'resumed', afterMs: (index + 1) * 60_000 })));
  const fake = await openWindow({ log: many });
  await goTo(page, 'Activity');
  await page.getByRole('button', { name: 'Protection log' }).click();
  const drawer = page.getByRole('dialog');
  const lines = drawer.getByText(/^Scanning went on after/);
  await expect(lines).toHaveCount(50);
  await drawer.getByRole('button', { name: 'Show older entries' }).click();
  await expect(lines).toHaveCount(100);
  await drawer.getByRole('button', { name: 'Show older entries' }).click();
  await expect(lines).toHaveCount(120);
  await expect(drawer.getByRole('button', { name: 'Show older entries' })).toBeHidden();
  fake.answer({
    'protection.log': async () => ({ ok: false, error: { code: 'internal', message: 'The disk is gone.' } }),
  });
  await fake.push({ newestLogEntry: 121 });
  await expect(drawer.getByText('The protection log could not be loaded.')).toBeVisible();
  fake.answer({ 'protection.log': async () => ({ ok: true, value: { entries: [...many.slice(0, 2)], next: null } }) });
  await drawer.getByRole('button', { name: 'Try again' }).click();
  await expect(lines).toHaveCount(2);
});

test('an empty log says what will be there', async ({ page, openWindow }) => {
  await openWindow();
  await goTo(page, 'Activity');
  await page.getByRole('button', { name: 'Protection log' }).click();
  await expect(page.getByRole('dialog').getByText('Nothing yet')).toBeVisible();
});
