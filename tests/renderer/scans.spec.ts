import type { Page } from '@playwright/test';
import { fail } from '../../contract/result.ts';
import type { HandScan } from '../../contract/scans.ts';
import { noVerdicts } from '../../contract/verdicts.ts';
import { ago, downloads } from './fixtures.ts';
import { expect, expectAccessible, openMenuByKeyboard, test } from './window-test.ts';

const running: HandScan = {
  id: 'job-1',
  at: ago(5),
  path: `${downloads}/usb stick`,
  paths: 3,
  state: 'running',
  failure: null,
  files: 400,
  finding: false,
  counts: { ...noVerdicts, clean: 100 },
  findings: [],
};

const ended: HandScan = {
  ...running,
  state: 'done',
  counts: { ...noVerdicts, clean: 398, infected: 1, unscannable: 1 },
  findings: [
    { recordId: 41, path: `${downloads}/usb stick/setup.exe`, verdict: 'infected', quarantineId: 'q1' },
    { recordId: 38, path: `${downloads}/usb stick/contracts-2026.zip`, verdict: 'unscannable', quarantineId: null },
  ],
};

/** Drags something over the page and drops it, as far as a browser lets a test do that. */
const drop = (page: Page, names: readonly string[], type: 'dragenter' | 'drop'): Promise<void> =>
  page.evaluate(
    ({ names, type }) => {
      const dataTransfer = new DataTransfer();
      for (const name of names) dataTransfer.items.add(new File(['x'], name));
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    },
    { names, type },
  );

test('files dropped anywhere on the window are scanned', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await drop(page, ['a.zip', 'b.exe'], 'dragenter');
  await expect(page.getByText('Drop to scan')).toBeVisible();
  await drop(page, ['a.zip', 'b.exe'], 'drop');
  await expect(page.getByText('Drop to scan')).toBeHidden();
  expect(fake.dropped).toEqual([['a.zip', 'b.exe']]);
});

test('a refused drop says why', async ({ page, openWindow }) => {
  const fake = await openWindow();
  fake.answerDrops(fail('paused', 'Scanning is paused, so nothing was scanned.'));
  await drop(page, ['a.zip'], 'drop');
  await expect(page.getByRole('alert')).toContainText('Scanning is paused');
});

test('text dragged over the window is no invitation to drop', async ({ page, openWindow }) => {
  await openWindow();
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData('text/plain', 'x');
    document.body.dispatchEvent(new DragEvent('dragenter', { dataTransfer, bubbles: true }));
  });
  await expect(page.getByText('Drop to scan')).toBeHidden();
});

test('files and folders can be picked by keyboard too', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await openMenuByKeyboard(page, page.getByRole('button', { name: 'Scan…' }));
  await expect(page.getByRole('menuitem', { name: 'Files…' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'A folder…' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect.poll(() => fake.inputsOf('scan.pick')).toEqual([{ what: 'folder' }]);
});

test('a running scan shows how far it is and can be called off in every view', async ({ page, openWindow }) => {
  const fake = await openWindow({ state: { scans: [running] } });
  const scans = page.getByRole('list', { name: 'Scans you asked for' });
  await expect(scans).toContainText('usb stickand 2 others');
  await expect(scans).toContainText('100 of 400 scanned');
  await page.getByRole('navigation').getByRole('button', { name: 'Engine' }).click();
  await scans.getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(() => fake.inputsOf('scan.cancel')).toEqual([{ jobId: 'job-1' }]);
});

test('the result counts every kind of verdict, leads to each finding and can be dismissed', async ({
  page,
  openWindow,
}) => {
  await openWindow({ state: { scans: [ended] } });
  const scans = page.getByRole('list', { name: 'Scans you asked for' });
  await expect(scans).toContainText('400 files scanned. 1 infected. 1 not scannable.');
  await expectAccessible(page);
  await scans.getByRole('button', { name: /contracts-2026/ }).click();
  await expect(page.getByRole('dialog')).toContainText('contracts-2026.zip');
  await page.keyboard.press('Escape');
  await scans.getByRole('button', { name: /setup\.exe/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Quarantine' })).toBeVisible();
  await page.keyboard.press('Escape');
  await scans.getByRole('button', { name: 'Dismiss this result' }).click();
  await expect(scans).toBeHidden();
});

test('only a scan in which every file was clean is called clean', async ({ page, openWindow }) => {
  const fake = await openWindow({
    state: { scans: [{ ...running, state: 'done', counts: { ...noVerdicts, clean: 400 } }] },
  });
  const scans = page.getByRole('list', { name: 'Scans you asked for' });
  await expect(scans).toContainText('400 files scanned. All clean.');
  await fake.push({ scans: [{ ...running, state: 'cancelled' }] });
  await expect(scans).toContainText('Called off after 100 files.');
  await expect(scans).not.toContainText('clean');
});

test('a scan that an error ended says why and what that means, and is begun again', async ({ page, openWindow }) => {
  const failed: HandScan = {
    ...ended,
    state: 'failed',
    failure: 'disk \u202eerror',
    counts: { ...noVerdicts, clean: 12 },
  };
  const fake = await openWindow({ state: { scans: [failed] } });
  const scans = page.getByRole('list', { name: 'Scans you asked for' });
  await expect(scans).toContainText('Stopped by an error after 12 files. The other files were not looked at');
  await expect(scans).toContainText('disk ⟨RLO⟩error');
  await expectAccessible(page);
  await scans.getByRole('button', { name: 'Scan again' }).click();
  await expect(scans).toContainText('12 of 400 scanned');
  expect(fake.inputsOf('scan.repeat')).toEqual([{ jobId: 'job-1' }]);
});
