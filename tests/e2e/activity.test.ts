import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { eicar } from '../support/eicar.ts';
import { stayOffline } from '../support/stay-offline.ts';
import { storedZip } from '../support/stored-zip.ts';
import { startApp } from './support/app.ts';
import { land } from './support/arrivals.ts';
import { expect, test } from './support/fixtures.ts';

const letter = Buffer.from('harmless');
const lockedZip = (): Buffer => storedZip([{ name: 'x', content: Buffer.from('x'), locked: true }]);

const open = (window: Page, view: string): Promise<void> =>
  window.getByRole('navigation').getByRole('button', { name: view }).click();
const rows = (window: Page) => window.getByTestId('records').getByRole('button');
const row = (window: Page, name: string) => rows(window).filter({ hasText: name });

test('what arrived is found by verdict, folder, text and origin, told as a story, exported, and drawn in the charts; the native save dialog is answered by the test', async ({
  session,
}) => {
  const shared = join(session.home, 'Shared');
  mkdirSync(shared);
  stayOffline(join(session.configHome, 'Lazaret'), [session.downloads, shared]);
  const app = await startApp(session);
  try {
    const window = await app.window();
    await expect(window.getByText('Not protected yet').first()).toBeVisible({ timeout: 30_000 });
    await land(join(session.downloads, 'letter.txt'), letter, 'https://user:secret@files.example.org/letter.txt?id=7');
    await land(join(session.downloads, 'invoice.exe'), eicar());
    await land(join(shared, 'locked.zip'), lockedZip());
    await open(window, 'Activity');
    await expect(rows(window)).toHaveCount(3);

    await test.step('filters', async () => {
      const verdict = window.getByRole('group', { name: 'Show verdicts' });
      await verdict.getByRole('button', { name: 'Infected' }).click();
      await expect(rows(window)).toHaveCount(1);
      await expect(rows(window)).toHaveAccessibleName(/Infected.*invoice\.exe/);
      await verdict.getByRole('button', { name: 'All', exact: true }).click();
      await expect(rows(window)).toHaveCount(3);
      await window.getByRole('combobox', { name: 'Folder' }).click();
      await window.getByRole('option', { name: shared }).click();
      await expect(rows(window)).toHaveCount(1);
      await expect(rows(window)).toHaveAccessibleName(/Not scannable.*locked\.zip/);
      await window.getByRole('combobox', { name: 'Folder' }).press('Backspace');
      await window.getByRole('combobox', { name: 'Folder' }).click();
      await window.getByRole('option', { name: shared }).click();
      await expect(rows(window)).toHaveCount(3);
      await window.getByRole('textbox', { name: 'Search names and signatures' }).fill('LETTER');
      await expect(rows(window)).toHaveCount(1);
      await expect(rows(window)).toHaveAccessibleName(/Clean.*letter\.txt/);
    });

    await test.step('the story, and the hash on the clipboard', async () => {
      await row(window, 'letter.txt').click();
      const drawer = window.getByRole('dialog');
      const story = drawer.getByRole('region', { name: 'What happened' });
      await expect(story).toContainText(/Scanned.*By ClamAV/s);
      await expect(story).toContainText('Clean');
      await expect(drawer).toContainText('https://files.example.org/letter.txt');
      await expect(drawer).not.toContainText('secret');
      await drawer.getByRole('button', { name: 'Copy SHA-256' }).click();
      await expect
        .poll(() => app.electron.evaluate(({ clipboard }) => clipboard.readText()))
        .toBe(createHash('sha256').update(letter).digest('hex'));
      await drawer.getByRole('button', { name: 'Show all from files.example.org' }).click();
      await expect(window.getByRole('textbox', { name: 'Search names and signatures' })).toHaveValue('');
      await expect(rows(window)).toHaveText([/letter\.txt/]);
    });

    await test.step('export', async () => {
      for (const name of ['history.csv', 'history.json']) {
        const file = join(session.home, name);
        await app.electron.evaluate(({ dialog }, filePath) => {
          dialog.showSaveDialog = async () => ({ canceled: false, filePath });
        }, file);
        await window.getByRole('button', { name: 'Export…' }).click();
        await expect(window.getByText(`1 result was written to ${file}.`)).toBeVisible();
      }
      const [head, ...lines] = readFileSync(join(session.home, 'history.csv'), 'utf8').trim().split(/\r?\n/);
      expect(head).toContain('verdict');
      expect(lines).toEqual([expect.stringContaining('letter.txt')]);
      const json: unknown = JSON.parse(readFileSync(join(session.home, 'history.json'), 'utf8'));
      expect(json).toEqual([
        expect.objectContaining({ path: join(session.downloads, 'letter.txt'), verdict: 'clean' }),
      ]);
    });

    await test.step('the charts, by their tables', async () => {
      await open(window, 'Overview');
      // Suspicious, which none was, has no column.
      const days = window.getByRole('table', { name: 'Verdicts of the last 14 days, one row a day' });
      await expect(days.getByRole('row').last().getByRole('cell')).toHaveText(['1', '1', '1']);
      const hours = window.getByRole('table', { name: 'Arrivals of the last 14 days by the hour of the day' });
      await expect(hours.getByRole('row')).toHaveCount(25);
      const counts = await hours.getByRole('cell').allTextContents();
      expect(counts.reduce((sum, text) => sum + Number(text), 0)).toBe(3);
      const origins = window.getByRole('table', { name: 'The hosts most downloads of the last 14 days came from' });
      await expect(origins.getByRole('row').last()).toContainText(/files\.example\.org.*1/);
      await expect(window.locator('.recharts-surface').first()).toBeVisible();
    });
  } finally {
    await app.stop();
  }
});

test('a finding left in its place is scanned again, allowed there, and marked as seen', async ({ session, app }) => {
  const window = await app.window();
  await open(window, 'Settings');
  await window.getByRole('radio', { name: 'Infected: Hold' }).click();
  await expect(window.getByRole('radio', { name: 'Infected: Hold' })).toBeChecked();
  const tool = await land(join(session.downloads, 'tool.exe'), eicar());
  await land(join(session.downloads, 'locked.zip'), lockedZip());
  await open(window, 'Activity');
  await expect(rows(window)).toHaveCount(2);

  const drawer = window.getByRole('dialog');
  await row(window, 'tool.exe').click();
  await drawer.getByRole('button', { name: 'Scan again' }).click();
  await expect(window.getByText('The file is in the queue.')).toBeVisible();
  await window.keyboard.press('Escape');
  await expect(rows(window)).toHaveCount(3);

  await row(window, 'tool.exe').first().click();
  await drawer.getByRole('button', { name: 'Allow…' }).click();
  await drawer.getByRole('textbox').fill('my own tool');
  await drawer.getByRole('button', { name: 'Allow this file' }).click();
  await expect(window.getByText('It is allowed, and is being looked at again.')).toBeVisible();
  await window.keyboard.press('Escape');
  await expect(rows(window)).toHaveCount(4);
  await open(window, 'Quarantine');
  await window.getByRole('tab', { name: /^Allowed files/ }).click();
  await expect(window.getByRole('tabpanel')).toContainText(/tool\.exe.*my own tool/s);
  expect(existsSync(tool)).toBe(true);

  // Whoever deletes what was found has decided.
  const other = await land(join(session.downloads, 'other.zip'), lockedZip());
  await open(window, 'Activity');
  await expect(row(window, 'other.zip')).toContainText('other.zip');
  const waits = window
    .getByTestId('records')
    .getByRole('row')
    .filter({ hasText: 'other.zip' })
    .getByText('Needs a look');
  await expect(waits).toBeVisible();
  rmSync(other);
  await expect(waits).toBeHidden({ timeout: 5_000 });
  await row(window, 'other.zip').click();
  await expect(drawer).toContainText('This is an earlier result');
  await window.keyboard.press('Escape');

  // What is left is the archive: seen, it is off the list of what needs a look, and nothing but the engine is told of.
  await open(window, 'Overview');
  await window.getByRole('button', { name: 'Look at findings' }).click();
  await expect(rows(window)).toHaveText([/locked\.zip/]);
  await row(window, 'locked.zip').click();
  await drawer.getByRole('button', { name: 'Mark as seen' }).click();
  await expect(drawer).toContainText('You marked this as seen.');
  await window.keyboard.press('Escape');
  await open(window, 'Overview');
  await expect(window.getByRole('heading', { name: /only starter signatures are loaded/ })).toBeVisible();
  await expect(window.getByRole('list', { name: 'Also' })).toBeHidden();
});
