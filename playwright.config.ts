import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';

const chromium = process.env.LAZARET_CHROMIUM;

/**
 * `renderer` shows the built window in a browser, `e2e` starts the real app, `packaging` starts what `npm run package`
 * made, `screenshots` takes the pictures of the documentation and is no test. `npm test` says where Chromium and Electron
 * are, and provides screen and session bus.
 */
export default defineConfig({
  outputDir: 'test-results',
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  // Left alone, Playwright uses half of the processors, and takes half as long again.
  workers: Math.min(4, availableParallelism()),
  globalTimeout: 24 * 60_000,
  expect: { timeout: 10_000 },
  // A trace costs a third of a test's time; `--trace=retain-on-failure` has one made.
  use: { screenshot: 'only-on-failure' },
  projects: [
    {
      name: 'renderer',
      testDir: 'tests/renderer',
      timeout: 30_000,
      use: {
        browserName: 'chromium',
        launchOptions: {
          ...(chromium === undefined ? {} : { executablePath: chromium }),
          // Chromium's sandbox cannot work for root, which tests in containers often are.
          chromiumSandbox: process.getuid?.() !== 0,
        },
      },
    },
    { name: 'e2e', testDir: 'tests/e2e', timeout: 120_000, workers: 1, fullyParallel: false },
    { name: 'packaging', testDir: 'tests/packaging', timeout: 120_000, workers: 1 },
    {
      name: 'screenshots',
      testDir: 'tests/screenshots',
      timeout: 420_000,
      workers: 1,
    },
  ],
});
