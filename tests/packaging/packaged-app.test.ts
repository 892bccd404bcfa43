import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { projectRoot, sandboxArguments } from '../e2e/support/app.ts';
import { startChild } from '../e2e/support/child.ts';
import { dropInfected, expect, test } from '../e2e/support/fixtures.ts';
import { processesNaming } from '../e2e/support/processes.ts';
import { stayOffline } from '../support/stay-offline.ts';
import { waitFor } from '../support/wait-for.ts';

const packaged = join(projectRoot, 'out', `Lazaret-${process.platform}-${process.arch}`);
const program = join(packaged, 'lazaret');

test.skip(!existsSync(program), 'Nothing is packaged: run `npm run package` first.');

test('the packaged app shows its window, answers the CLI and protects', async ({ session }) => {
  const dataDirectory = join(session.root, 'data');
  stayOffline(dataDirectory, [session.downloads]);
  // The packaged app takes no Node inspector, which Playwright's Electron driver needs; Chromium's own port remains.
  const args = [...sandboxArguments, '--remote-debugging-port=0', '--data-dir', dataDirectory];
  const app = await startChild(program, args, session.env);
  let browser: Browser | null = null;
  try {
    const url = await waitFor('the debugging port', () =>
      app.lines.map((line) => /^DevTools listening on (ws:\S+)/.exec(line)?.[1]).find((found) => found !== undefined),
    );
    browser = await chromium.connectOverCDP(url);
    const [context] = browser.contexts();
    const page = await waitFor('the window', () => context?.pages().find((found) => found.url().startsWith('app:')));
    await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
    await expect(page.getByRole('heading', { name: /only starter signatures/ })).toBeVisible();

    const status = lazaret('status', '--json', '--data-dir', dataDirectory);
    expect(JSON.parse(status.stdout)).toMatchObject({ system: { dataDirectory } });

    const path = dropInfected(session.downloads, 'invoice.exe');
    await expect.poll(() => existsSync(path)).toBe(false);
    await expect(page.getByRole('button', { name: /^Quarantine/ })).toContainText('1');
  } finally {
    await app.stop();
    await browser?.close();
  }
  expect(await app.exitCode).toBe(0);
  await waitFor('every process of the app to end', () => processesNaming(session.root).length === 0);
});

test('the packaged program cannot be used as Node, nor loaded with other code', ({ session }) => {
  const env = { ...session.env, ELECTRON_RUN_AS_NODE: '1' };
  stayOffline(join(session.root, 'data'));
  const probe = join(session.root, 'probe');
  const script = `require('node:fs').writeFileSync(${JSON.stringify(probe)}, 'ran')`;
  const args = [...sandboxArguments, '--data-dir', join(session.root, 'data'), '-e', script];
  spawnSync(program, args, { env, timeout: 4000, killSignal: 'SIGKILL' });
  expect(existsSync(probe)).toBe(false);
  expect(readdirSync(join(packaged, 'resources'))).toContain('app.asar');
  expect(existsSync(join(packaged, 'resources', 'app'))).toBe(false);
});

function lazaret(...args: readonly string[]): { readonly stdout: string; readonly code: number | null } {
  const cli = join(projectRoot, 'dist', 'main', 'cli.js');
  const { stdout, status } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', timeout: 20_000 });
  return { stdout, code: status };
}
