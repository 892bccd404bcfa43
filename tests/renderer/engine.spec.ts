import { appState, healthyEngine, waitingFiles } from './fixtures.ts';
import { expect, goTo, test } from './window-test.ts';

test('the engine page lists what waits, says why, and tries one or all at once', async ({ page, openWindow }) => {
  const queue = { ...appState().queue, waiting: 250, held: 1, waitingFiles: [...waitingFiles] };
  const fake = await openWindow({ state: { queue } });
  await goTo(page, 'Engine');
  const card = page.getByRole('region', { name: 'Files waiting for a verdict' });
  await expect(card).toContainText('The next 3 of 250, soonest first');
  const rows = card.getByRole('listitem');
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(0)).toContainText('No answer. Tried 3 times, next try');
  await expect(rows.nth(1)).toContainText('Could not be quarantined. Tried 1 time, next try');
  await expect(rows.nth(2)).toContainText('Not recorded. Not tried yet, waits for an engine.');
  await card.getByRole('button', { name: 'Try scan from copier.tif now' }).click();
  await expect(page.getByText('1 file is being tried.')).toBeVisible();
  await card.getByRole('button', { name: 'Try all now' }).click();
  await expect(page.getByText('250 files are being tried.')).toBeVisible();
  expect(fake.inputsOf('queue.retry')).toEqual([{ recordId: 36 }, {}]);
  await fake.push({ queue: { ...queue, waiting: 0, held: 0, waitingFiles: [] } });
  await expect(card).toHaveCount(0);
});

test('each engine address says how it fares, what it is busy with, and what to do', async ({ page, openWindow }) => {
  const [used, refused] = healthyEngine.endpoints;
  if (used === undefined || refused === undefined) throw new Error('The fixture has two endpoints.');
  const endpoints: typeof healthyEngine.endpoints = [
    { ...used, source: 'configured' },
    { ...refused, source: 'configured', inUse: true },
    { ...refused, endpoint: 'scanner', source: 'configured', trouble: 'unreadable', checkedAt: null },
  ];
  const fake = await openWindow({ state: { engine: { ...healthyEngine, endpoints } } });
  await goTo(page, 'Engine');
  const rows = page.getByRole('region', { name: 'Addresses' }).getByRole('listitem');
  await expect(rows.nth(0)).toContainText('In use');
  await expect(rows.nth(0)).toContainText('ClamAV 1.4.6 · signatures 27811 · 2 scans now');
  await expect(rows.nth(0)).toContainText('Threads: 3 at work, 5 of 12 started. 1 request waits in it.');
  await expect(rows.nth(1)).toContainText('Does not answer');
  await expect(rows.nth(1)).toContainText('Nothing listens there. Start clamd, or correct the address.');
  await expect(rows.nth(2)).toContainText('Not an address');
  await expect(rows.nth(2)).toContainText('Write host:port, or the full path of a socket');
  expect(fake.inputsOf('engine.stats')).toHaveLength(1);
});

test('the engines are asked how busy they are only while the engine page is open', async ({ page, openWindow }) => {
  await page.clock.install();
  const fake = await openWindow();
  await goTo(page, 'Engine');
  await expect.poll(() => fake.inputsOf('engine.stats').length).toBe(1);
  await page.clock.runFor(5_000);
  await expect.poll(() => fake.inputsOf('engine.stats').length).toBe(2);
  await goTo(page, 'Overview');
  await page.clock.runFor(20_000);
  expect(fake.inputsOf('engine.stats')).toHaveLength(2);
});
