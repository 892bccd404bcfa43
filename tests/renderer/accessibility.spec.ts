import type { Page } from '@playwright/test';
import type { AppState } from '../../contract/state.ts';
import { ago, appState, healthyEngine, waitingFiles } from './fixtures.ts';
import { expect, expectAccessible, goTo, test } from './window-test.ts';

const troubled: Partial<AppState> = {
  protection: {
    level: 'attention',
    paused: true,
    pausedUntil: null,
    reasons: [
      { code: 'paused', params: {}, remedy: 'resume' },
      { code: 'unresolved-findings', params: { count: 2 }, remedy: 'open-activity' },
    ],
  },
  engine: {
    ...healthyEngine,
    signatures: { kind: 'starter', version: null, builtAt: null, count: 45 },
    updates: {
      ...healthyEngine.updates,
      byLazaret: true,
      lastTryAt: ago(60),
      failure: { code: 'rate-limited', detail: 'ERROR: too often' },
      retryAt: ago(-3600),
      coolDownUntil: ago(-3600),
    },
  },
  folders: appState().folders.map((folder) => ({ ...folder, health: 'denied', detail: 'EACCES' })),
  queue: {
    arriving: 1,
    arrivingFiles: [{ path: '/a/c.part', size: 12, partial: true, since: ago(9) }],
    queued: 2,
    queuedFiles: [{ path: '/a/d.zip', size: 5_000, since: ago(5) }],
    waiting: 103,
    held: 1,
    waitingFiles: [...waitingFiles],
    scanning: [{ path: '/a/b.iso', since: ago(3), size: 12, progress: null }],
  },
  notices: [{ id: 'n1', at: ago(9), code: 'settings-broken', params: { path: '/tmp/settings.json.broken-1' } }],
};

const empty: Partial<AppState> = { recent: [], quarantine: [], folders: [] };

const row = (page: Page, name: RegExp) => page.getByRole('button', { name });

/** Every view, drawer and dialog, by the way a user gets there. */
const places: readonly (readonly [string, Partial<AppState>, (page: Page) => Promise<void>])[] = [
  ['overview', {}, async () => undefined],
  ['overview in trouble', troubled, async () => undefined],
  ['overview without anything', empty, async () => undefined],
  ['activity', {}, (page) => goTo(page, 'Activity')],
  ['activity without anything', empty, (page) => goTo(page, 'Activity')],
  [
    'drawer of a verdict',
    {},
    async (page) => {
      await goTo(page, 'Activity');
      await row(page, /contracts-2026/).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  ],
  [
    'quarantine',
    {},
    async (page) => {
      await goTo(page, 'Quarantine');
      await page.getByRole('checkbox', { name: 'Select all shown' }).check();
    },
  ],
  ['quarantine without anything', empty, (page) => goTo(page, 'Quarantine')],
  [
    'drawer of an item',
    {},
    async (page) => {
      await goTo(page, 'Quarantine');
      await row(page, /keygen/).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  ],
  [
    'restore dialog',
    {},
    async (page) => {
      await goTo(page, 'Quarantine');
      await page.getByRole('checkbox', { name: /keygen/ }).check();
      await page.getByRole('button', { name: 'Restore…' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  ],
  [
    'delete dialog',
    {},
    async (page) => {
      await goTo(page, 'Quarantine');
      await page.getByRole('checkbox', { name: 'Select all shown' }).check();
      await page.getByRole('button', { name: 'Delete…' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  ],
  ['folders', {}, (page) => goTo(page, 'Folders')],
  ['folders in trouble', troubled, (page) => goTo(page, 'Folders')],
  [
    'dialog to stop watching',
    {},
    async (page) => {
      await goTo(page, 'Folders');
      await page.getByRole('button', { name: 'Stop watching…' }).first().click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  ],
  ['engine', {}, (page) => goTo(page, 'Engine')],
  ['engine in trouble', troubled, (page) => goTo(page, 'Engine')],
  ['settings', {}, (page) => goTo(page, 'Settings')],
];

test.describe('In both colour schemes', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } });
  for (const [name, state, go] of places) {
    test(`everybody can use the ${name}`, async ({ page, openWindow }) => {
      await openWindow({ state });
      await go(page);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
        // Drawers and dialogs fade in; contrast is judged once they stand still.
        await page.evaluate(() =>
          Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => null))),
        );
        await expectAccessible(page);
      }
    });
  }
});

test('the rail and a drawer work by keyboard alone', async ({ page, openWindow }) => {
  await openWindow();
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await page.getByRole('navigation').getByRole('button', { name: 'Overview' }).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Activity' })).toBeFocused();
  const rows = page.getByTestId('records').getByRole('button');
  await rows.first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('minutes-of-the-harbour');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(rows.nth(1)).toBeFocused();
});

test('a new infected file is announced politely', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const found = { ...appState().recent[0], id: 900, path: '/home/mara/Downloads/a\u202eb.exe' };
  await fake.push({}, [found as AppState['recent'][number]]);
  const announcer = page.getByTestId('announcer');
  await expect(announcer).toHaveAttribute('aria-live', 'polite');
  await expect(announcer).toHaveText(
    'Infected file found: a⟨RLO⟩b.exe, Win.Test.EICAR_HDB-1. Locked away in the quarantine.',
  );
});
