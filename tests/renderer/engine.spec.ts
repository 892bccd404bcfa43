import { appState, waitingFiles } from './fixtures.ts';
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
