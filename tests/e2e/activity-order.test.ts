import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { startApp } from './support/app.ts';
import { expect, test } from './support/fixtures.ts';

/** Nobody listens there: every file waits for an engine, and the settings stay as the test leaves them. */
const noEngine = { env: { LAZARET_CLAMD: '127.0.0.1:1' } };

const rows = (window: Page) => window.getByTestId('records').getByRole('button');

async function openActivity(window: Page): Promise<void> {
  await window.getByRole('button', { name: 'Activity', exact: true }).click();
  await expect(rows(window)).toHaveCount(3);
}

test('verdicts are sorted by the real ledger, and a chosen column is there again after a restart', async ({
  session,
}) => {
  for (const [name, size] of [
    ['file 10.bin', 30],
    ['file 9.bin', 20_000],
    ['Éclair.bin', 400],
  ] as const) {
    writeFileSync(join(session.downloads, name), 'x'.repeat(size));
  }
  const first = await startApp(session, noEngine);
  try {
    const window = await first.window();
    await openActivity(window);
    await window.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
    await expect(rows(window)).toHaveText(['Éclair.bin', 'file 9.bin', 'file 10.bin']);
    await window.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
    await expect(rows(window)).toHaveText(['file 10.bin', 'file 9.bin', 'Éclair.bin']);
    await expect(window.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'descending');

    await window.getByRole('button', { name: 'View', exact: true }).click();
    await window.getByRole('menuitemcheckbox', { name: 'Why scanned' }).click();
    await expect(window.getByRole('columnheader', { name: 'Why scanned' })).toBeVisible();
  } finally {
    await first.stop();
  }
  const second = await startApp(session, noEngine);
  try {
    const window = await second.window();
    await openActivity(window);
    await expect(window.getByRole('columnheader', { name: 'Why scanned' })).toBeVisible();
    await expect(window.getByRole('columnheader', { name: 'Time' })).toHaveAttribute('aria-sort', 'descending');
  } finally {
    await second.stop();
  }
});
