import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stayOffline } from '../support/stay-offline.ts';
import { waitFor } from '../support/wait-for.ts';
import { electronProgram, projectRoot, sandboxArguments, startApp } from './support/app.ts';
import { startChild } from './support/child.ts';
import { dropInfected, expect, test } from './support/fixtures.ts';

/** Nobody listens there; with an endpoint set, Lazaret neither runs a clamd of its own nor downloads signatures. */
const noEngine = { env: { LAZARET_CLAMD: '127.0.0.1:1' } };

test('the very first start watches Downloads, and shows three steps that are skipped and come back', async ({
  session,
}) => {
  const app = await startApp(session, noEngine);
  try {
    const window = await app.window();
    const steps = window.getByRole('region', { name: 'Welcome to Lazaret' });
    await expect(steps.getByRole('listitem').filter({ hasText: 'What is watched' })).toContainText(session.downloads);
    await expect(steps.getByRole('img', { name: 'Step 1, done' })).toBeVisible();
    await expect(steps).toContainText('sudo apt install clamav-daemon', { timeout: 20_000 });
    await steps.getByRole('button', { name: 'Copy command' }).first().click();
    await expect
      .poll(() => app.electron.evaluate(({ clipboard }) => clipboard.readText()))
      .toContain('sudo apt install clamav-daemon');
    await steps.getByRole('switch', { name: /Start when I log in/ }).click({ force: true });
    await expect
      .poll(() => existsSync(join(session.configHome, 'autostart', 'lazaret.desktop')), 'the entry that starts it')
      .toBe(true);

    const isWanted = () =>
      JSON.parse(readFileSync(join(app.dataDirectory, 'settings.json'), 'utf8')).appearance.firstSteps;
    await steps.getByRole('button', { name: 'Skip' }).click();
    await expect(steps).toBeHidden();
    await expect.poll(isWanted).toBe(false);
    await window.getByRole('button', { name: 'Settings', exact: true }).click();
    await window.getByRole('button', { name: 'Show the first steps again' }).click();
    await expect(steps).toBeVisible();
    await steps.getByRole('button', { name: 'Done' }).click();
    await expect(steps).toBeHidden();
    await expect.poll(isWanted).toBe(false);
  } finally {
    await app.stop();
  }
});

test('what start at login starts has no window, and a click in the tray brings one that works', async ({ session }) => {
  const app = await startApp(session, { args: ['--hidden'] });
  try {
    const tray = await session.trayIcon();
    expect(app.electron.windows()).toHaveLength(0);
    await tray.choose('Open Lazaret');
    const window = await app.window();
    await expect(window.getByRole('heading', { name: 'Overview' })).toBeVisible();
    await window.getByRole('button', { name: 'Engine', exact: true }).click();
    await expect(window.getByRole('heading', { level: 1, name: 'Engine' })).toBeVisible();
  } finally {
    await app.stop();
  }
});

test('a click on a notification opens its item in a window that was not there before', async ({ session }) => {
  const app = await startApp(session, { args: ['--hidden'] });
  try {
    dropInfected(session.downloads, 'invoice.exe');
    await expect.poll(() => session.notifications(), { timeout: 20_000 }).toHaveLength(1);
    await startChild('dunstctl', ['action', '0'], session.env);
    await expect((await app.window()).getByRole('dialog')).toContainText('invoice.exe');
  } finally {
    await app.stop();
  }
});

test('a second start shows the window of the first and ends with code 2, naming it', async ({ session, app }) => {
  await app.window();
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  const second = await startChild(electronProgram(), [...sandboxArguments, projectRoot], session.env);
  expect(await second.exitCode).toBe(2);
  const pid = app.electron.process().pid;
  expect(second.lines.join('\n')).toMatch(new RegExp(`already running on .*Lazaret, process ${pid}, since`));
  await expect
    .poll(() => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()))
    .toBe(true);
});

test('where the CLI protects already, the app ends with code 2 and names it', async ({ session }) => {
  const data = join(session.root, 'data');
  const cli = join(projectRoot, 'dist', 'main', 'cli.js');
  stayOffline(data);
  const first = await startChild(process.execPath, [cli, 'start', '--json', '--data-dir', data], session.env);
  try {
    await waitFor('the CLI to protect', () => first.lines.some((line) => line.includes('"ready"')));
    const args = [...sandboxArguments, projectRoot, '--hidden', '--data-dir', data];
    const app = await startChild(electronProgram(), args, session.env);
    expect(await app.exitCode).toBe(2);
    expect(app.lines.join('\n')).toMatch(new RegExp(`in use by lazaret start, process ${first.pid}`));
  } finally {
    await first.stop();
  }
});

test('settings that cannot be read are kept aside, and the window says so', async ({ session }) => {
  const data = join(session.configHome, 'Lazaret');
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, 'settings.json'), '{ "version": 1, "folders": [');
  const app = await startApp(session, noEngine);
  try {
    const window = await app.window();
    await expect(
      window.getByText('The settings file could not be read, so the defaults are in use.').first(),
    ).toBeVisible();
    const kept = readdirSync(data).find((name) => name.startsWith('settings.json.broken-'));
    expect(readFileSync(join(data, kept ?? ''), 'utf8')).toBe('{ "version": 1, "folders": [');
  } finally {
    await app.stop();
  }
});

test('a data directory that cannot be made ends the start with code 2 and the reason', async ({ session }) => {
  const file = join(session.root, 'a-file');
  writeFileSync(file, '');
  const args = [...sandboxArguments, projectRoot, '--hidden', '--data-dir', join(file, 'data')];
  const app = await startChild(electronProgram(), args, session.env);
  expect(await app.exitCode).toBe(2);
  expect(app.lines.join('\n')).toContain('cannot be used');
});
