import { resolve } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import type { AppState } from '../../contract/state.ts';
import type { ScanRecord } from '../../contract/verdicts.ts';
import { type FakeBridge, installFakeBridge } from './fake-bridge.ts';
import { appState } from './fixtures.ts';
import { serveFiles } from './static-server.ts';

const builtWindow = resolve(import.meta.dirname, '../../dist/renderer');

interface OpenOptions {
  readonly state?: Partial<AppState>;
  readonly history?: readonly ScanRecord[];
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
    await use(async ({ state = {}, history, prepare } = {}) => {
      const fake = await installFakeBridge(page, {
        state: appState(state),
        ...(history === undefined ? {} : { history }),
      });
      prepare?.(fake);
      await page.goto(windowUrl);
      return fake;
    });
  },
});

/** Opens a view with the rail. */
export const goTo = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation').getByRole('button', { name }).click();

/** Fails with the findings of axe, WCAG 2 AA and best practices, unless there are none. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`,
  );
  expect(found).toEqual([]);
}

export { expect };
