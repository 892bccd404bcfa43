import { fullScan, fullScanResult } from './full-scan-fixtures.ts';
import { expect, expectAccessible, test } from './window-test.ts';

test('a full scan shows how far it is, and is paused, resumed and cancelled', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await expect(page.getByRole('region', { name: 'Full scan', exact: true })).toBeHidden();
  await page.getByRole('button', { name: 'Scan now' }).click();
  await expect(page.getByText('The full scan has begun.')).toBeVisible();
  const card = page.getByRole('region', { name: 'Full scan', exact: true });
  await expect(card).toContainText(
    '12,899 of 51,596 files · 4.1 GB of 16.4 GB · 43 MB a second · about 5 minutes left',
  );
  await expect(card).toContainText('1 finding · 11,004 files known already by the present signatures');
  await expect(card.getByRole('progressbar', { name: 'Progress of the full scan' })).toHaveAttribute(
    'aria-valuetext',
    '25%',
  );
  await page.screenshot({ path: test.info().outputPath('running.png') });
  await card.getByRole('button', { name: 'Pause scan' }).click();
  await expect(card).toContainText('It goes on where it was, even after a restart.');
  await card.getByRole('button', { name: 'Resume scan' }).click();
  await card.getByRole('button', { name: 'Cancel scan' }).click();
  await expect(card).toBeHidden();
  await expect(page.getByRole('region', { name: 'Last full scan' })).toContainText('Cancelled after 51,596 files');
  expect(fake.inputsOf('fullScan.pause')).toHaveLength(1);
  expect(fake.inputsOf('fullScan.resume')).toHaveLength(1);
  expect(fake.inputsOf('fullScan.cancel')).toHaveLength(1);
});

test('while the files are counted there is no bar that lies', async ({ page, openWindow }) => {
  await openWindow({
    state: {
      fullScans: {
        full: fullScan({ phase: 'counting', filesTotal: null, bytesTotal: null }),
        last: null,
        next: null,
        again: null,
      },
    },
  });
  const card = page.getByRole('region', { name: 'Full scan', exact: true });
  await expect(card).toContainText('Counting the files…');
  await expect(card.getByRole('progressbar')).toHaveAttribute('aria-valuetext', '0%');
});

test('a full scan that an error ended says why and what that means, and is resumed or given up', async ({
  page,
  openWindow,
}) => {
  const failed = { full: null, last: fullScanResult({ failure: 'disk I/O \u202eerror' }), next: null, again: null };
  const fake = await openWindow({ state: { fullScans: failed } });
  const card = page.getByRole('region', { name: 'Last full scan' });
  await expect(card).toContainText('Stopped by an error after 51,596 files (16.4 GB).');
  await expect(card).toContainText('It did not look at the other files; what it found stands.');
  await expect(card).toContainText('disk I/O ⟨RLO⟩error');
  await expectAccessible(page);
  await card.getByRole('button', { name: 'Resume scan' }).click();
  await expect(page.getByRole('region', { name: 'Full scan', exact: true })).toBeVisible();
  await fake.push({ fullScans: failed });
  await card.getByRole('button', { name: 'Cancel scan' }).click();
  await expect(card).toContainText('Cancelled after 51,596 files');
  await expect(card.getByRole('button')).toHaveCount(0);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`what the last full scan came to stays on the overview, readable for all (${colorScheme})`, async ({
    page,
    openWindow,
  }, testInfo) => {
    await page.emulateMedia({ colorScheme });
    await openWindow({ state: { fullScans: { full: null, last: fullScanResult({}), next: null, again: null } } });
    const card = page.getByRole('region', { name: 'Last full scan' });
    await expect(card).toContainText('51,596 files looked at (16.4 GB). It took 7 minutes.');
    await expect(card).toContainText('1 finding');
    await expectAccessible(page);
    await page.screenshot({ path: testInfo.outputPath('last.png') });
  });
}
