import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { eicar } from '../support/eicar.ts';
import { storedZip } from '../support/stored-zip.ts';
import { land } from './support/arrivals.ts';
import { type Judged, judge, writeReport } from './support/axe.ts';
import { expect, test } from './support/fixtures.ts';

const views = ['Overview', 'Activity', 'Quarantine', 'Folders', 'Engine', 'Settings'];
const heading = (window: Page, name: string) => window.getByRole('heading', { level: 1, name });
const dialog = (window: Page) => window.getByRole('dialog');
const button = (window: Page, name: string | RegExp) => window.getByRole('button', { name });

/** Goes to a view with the rail. */
async function open(window: Page, view: string): Promise<void> {
  await window.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view }).click();
  await expect(heading(window, view)).toBeVisible();
}

/** Drawers and dialogs, and how a user gets there. */
const overlays: readonly (readonly [string, (window: Page) => Promise<void>])[] = [
  [
    'the story of a file',
    async (window) => {
      await open(window, 'Activity');
      await button(window, /locked\.zip/).click();
      await expect(dialog(window)).toContainText('What happened');
    },
  ],
  [
    'an item of the quarantine',
    async (window) => {
      await open(window, 'Quarantine');
      await button(window, 'invoice.exe').click();
      await expect(dialog(window)).toContainText('Stored safely');
    },
  ],
  [
    'the question before a file is restored',
    async (window) => {
      await open(window, 'Quarantine');
      await window.getByRole('checkbox', { name: /invoice\.exe/ }).check();
      await button(window, 'Restore…').click();
      await expect(dialog(window)).toContainText('Restore');
    },
  ],
  [
    'the question before a file is deleted',
    async (window) => {
      await open(window, 'Quarantine');
      await window.getByRole('checkbox', { name: /invoice\.exe/ }).check();
      await button(window, 'Delete…').click();
      await expect(dialog(window)).toContainText('Delete');
    },
  ],
  [
    'the options of a folder',
    async (window) => {
      await open(window, 'Folders');
      await button(window, 'Options…').first().click();
      await expect(dialog(window)).toContainText('Patterns');
    },
  ],
  [
    'the list of shortcuts',
    async (window) => {
      await open(window, 'Overview');
      await button(window, 'Keyboard shortcuts').click();
      await expect(dialog(window)).toContainText('Show this list');
    },
  ],
];

test.beforeEach(async ({ session, app }) => {
  const window = await app.window();
  await expect(window.getByText('Not protected yet').first()).toBeVisible({ timeout: 30_000 });
  await land(join(session.downloads, 'letter.txt'), Buffer.from('harmless'), 'https://files.example.org/letter.txt');
  await land(join(session.downloads, 'invoice.exe'), eicar());
  const locked = storedZip([{ name: 'x', content: Buffer.from('x'), locked: true }]);
  await land(join(session.downloads, 'locked.zip'), locked);
  await expect(window.getByText('1 finding waits for your decision.')).toBeVisible();
  await expect(button(window, /^Quarantine/)).toHaveText('Quarantine1');
});

test('axe finds nothing in any view, drawer or dialog, light and dark; its report is kept', async ({
  app,
}, testInfo) => {
  // Two dozen places, each looked at by every rule.
  testInfo.setTimeout(240_000);
  const window = await app.window();
  const places: Judged[] = [];
  for (const scheme of ['Light', 'Dark']) {
    await open(window, 'Settings');
    await window.getByText(scheme, { exact: true }).click();
    await expect(window.locator('html')).toHaveAttribute('data-mantine-color-scheme', scheme.toLowerCase());
    for (const view of views) {
      await open(window, view);
      places.push(await judge(window, `${view}, ${scheme}`));
    }
    for (const [name, show] of overlays) {
      await show(window);
      places.push(await judge(window, `${name}, ${scheme}`));
      await window.keyboard.press('Escape');
      await expect(dialog(window)).toHaveCount(0);
    }
  }
  const report = writeReport(join(testInfo.project.outputDir, 'axe-report.json'), places);
  expect(places.filter(({ violations }) => violations.length > 0)).toEqual([]);
  expect(report).toMatchObject({ places: 2 * (views.length + overlays.length), violations: 0 });
});

test('a file is restored without the mouse: keys, list of keys, rail, item, dialog', async ({ session, app }) => {
  const window = await app.window();
  const { keyboard } = window;
  await window.getByRole('button', { name: 'Overview', exact: true }).focus();
  for (const [index, view] of [...views.entries()].reverse()) {
    await keyboard.press(String(index + 1));
    await expect(heading(window, view)).toBeFocused();
  }
  await keyboard.press('?');
  await expect(dialog(window)).toContainText('Keyboard shortcuts');
  await keyboard.press('Escape');
  await expect(heading(window, 'Overview')).toBeFocused();

  // From the heading back to the rail, and there down to the quarantine.
  const rail = window.getByRole('navigation', { name: 'Views' }).getByRole('button');
  await rail.first().focus();
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  await expect(rail.nth(2)).toBeFocused();
  await keyboard.press('Enter');
  await expect(heading(window, 'Quarantine')).toBeFocused();
  const press = async (name: string): Promise<void> => {
    const wanted = button(window, name);
    await expect(async () => {
      await keyboard.press('Tab');
      await expect(wanted).toBeFocused({ timeout: 100 });
    }).toPass({ intervals: [0] });
    await keyboard.press('Enter');
  };
  await press('invoice.exe');
  await expect(dialog(window)).toContainText('Stored safely');
  await press('Restore…');
  await press('Cancel');
  await expect(button(window, 'Restore…')).toBeFocused();
  await keyboard.press('Enter');
  await press('Restore file');
  await expect(window.getByText('Nothing is locked away').first()).toBeVisible();
  await expect(heading(window, 'Quarantine')).toBeFocused();
  await expect.poll(() => session.notifications().length).toBeGreaterThan(0);
});
