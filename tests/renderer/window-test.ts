import { resolve } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import type { ProtectionLogEntry } from '../../contract/protection-log.ts';
import type { AppState } from '../../contract/state.ts';
import type { ScanRecord } from '../../contract/verdicts.ts';
import { type FakeBridge, installFakeBridge } from './fake-bridge.ts';
import { appState } from './fixtures.ts';
import { serveFiles } from './static-server.ts';

const builtWindow = resolve(import.meta.dirname, '../../dist/renderer');

/** How many times slower than it is the page is to run: what a test does not wait for shows then. See CONTRIBUTING.md. */
const slowedBy = process.env.LAZARET_SLOW_PAGE;

async function slow(page: Page, rate: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate });
}

interface OpenOptions {
  readonly state?: Partial<AppState>;
  readonly history?: readonly ScanRecord[];
  readonly log?: readonly ProtectionLogEntry[];
  /** Called before the page loads. */
  readonly prepare?: (fake: FakeBridge) => void;
}

interface WindowFixtures {
  /** Opens the built window on a fake of main. */
  readonly openWindow: (options?: OpenOptions) => Promise<FakeBridge>;
  /** Fails the test if the page logged an error, such as a broken content security policy. */
  readonly noPageErrors: undefined;
}

/** Tests of the built window in a browser. Run `vite build` first. */
export const test = base.extend<WindowFixtures, { readonly windowUrl: string }>({
  windowUrl: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures it needs from the pattern
    async ({}, use) => {
      const server = await serveFiles(builtWindow);
      await use(server.url);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  noPageErrors: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      await use(undefined);
      expect(errors, 'errors of the page').toEqual([]);
    },
    { auto: true },
  ],
  openWindow: async ({ page, windowUrl }, use) => {
    await use(async ({ state = {}, history, log, prepare } = {}) => {
      const fake = await installFakeBridge(page, {
        state: appState(state),
        ...(history === undefined ? {} : { history }),
        ...(log === undefined ? {} : { log }),
      });
      prepare?.(fake);
      if (slowedBy !== undefined) await slow(page, Number(slowedBy));
      await page.goto(windowUrl);
      return fake;
    });
  },
});

/** Opens a view with the rail. */
export const goTo = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation').getByRole('button', { name }).click();

/**
 * Opens a menu with the keyboard alone. Mantine moves the focus to the first item from timers it sets as the menu appears,
 * so the keys that follow wait until those have run.
 */
export async function openMenuByKeyboard(page: Page, button: Locator): Promise<void> {
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu').locator('[role^=menuitem]').first()).toBeFocused();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
}

/** Fails with the findings of axe, WCAG 2 AA and best practices, unless there are none. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    // Without the blank page that axe would open for its last step: there are no frames to be put together.
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`,
  );
  expect(found).toEqual([]);
}

export { expect };
