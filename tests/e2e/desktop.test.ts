import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { electronProgram, projectRoot, sandboxArguments, startApp } from './support/app.ts';
import { startChild } from './support/child.ts';
import { dropInfected, expect, test } from './support/fixtures.ts';

test('a folder chosen in the native picker is watched from then on', async ({ session, app }) => {
  const folder = join(session.home, 'Shared files');
  mkdirSync(folder);
  const window = await app.window();
  await app.electron.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
  }, folder);
  await window.getByRole('button', { name: 'Folders', exact: true }).click();
  await window.getByRole('button', { name: 'Add folder…' }).first().click();
  await expect(window.getByRole('listitem', { name: folder })).toContainText('Watching');
  const path = dropInfected(folder, 'invoice.exe');
  await expect.poll(() => existsSync(path)).toBe(false);
});

test('start at login is switched in the settings and shows what is on disk', async ({ session, app }) => {
  const file = join(session.configHome, 'autostart', 'lazaret.desktop');
  const window = await app.window();
  await window.getByRole('button', { name: 'Settings', exact: true }).click();
  const toggle = window.getByRole('switch', { name: /Start when I log in/ });
  await expect(toggle).toBeEnabled();
  await expect(toggle).not.toBeChecked();

  await toggle.click({ force: true });
  await expect(toggle).toBeChecked();
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(`Exec=env UV_THREADPOOL_SIZE=64 ${electronProgram()} ${projectRoot} --hidden`);

  // What a desktop's own settings do to turn the entry off.
  writeFileSync(file, `${text}Hidden=true\n`);
  await window.evaluate(() => globalThis.dispatchEvent(new Event('focus')));
  await expect(toggle).not.toBeChecked();

  await toggle.click({ force: true });
  await expect(toggle).toBeChecked();
  await toggle.click({ force: true });
  await expect(toggle).not.toBeChecked();
  expect(existsSync(file)).toBe(false);
});

test('closing the window leaves protection running, and the tray brings the window back', async ({ session, app }) => {
  await app.window();
  const isVisible = () =>
    app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false);
  await expect.poll(isVisible).toBe(true);
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(isVisible).toBe(false);
  const path = dropInfected(session.downloads, 'invoice.exe');
  await expect.poll(() => existsSync(path)).toBe(false);
  await (await session.trayIcon()).choose('Open Lazaret');
  await expect.poll(isVisible).toBe(true);
});

test('a window whose page keeps dying is left alone, and has a page again once it is asked for', async ({
  session,
  app,
}) => {
  await app.window();
  const page = () =>
    app.electron.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      if (window === undefined || window.webContents.isCrashed()) return { pid: 0, title: '', isVisible: false };
      const { webContents } = window;
      const title = webContents.isLoading() ? '' : webContents.getTitle();
      return { pid: webContents.getOSProcessId(), title, isVisible: window.isVisible() };
    });
  const title = 'Lazaret';
  for (let death = 1; death <= 4; death++) {
    const { pid } = await page();
    process.kill(pid, 'SIGKILL');
    await expect.poll(async () => (await page()).pid).not.toBe(pid);
    if (death < 4) await expect.poll(page).toMatchObject({ pid: expect.any(Number), title, isVisible: true });
  }
  expect((await page()).pid).toBe(0);
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await (await session.trayIcon()).choose('Open Lazaret');
  await expect.poll(page).toMatchObject({ title, isVisible: true });
  expect((await page()).pid).toBeGreaterThan(0);
});

test('pause and resume in the tray hold files back and let them go on', async ({ session, app }) => {
  const tray = await session.trayIcon();
  await tray.choose('Pause for 15 minutes');
  await expect.poll(() => tray.tooltip()).toMatch(/^Lazaret: Scanning is paused until .*\. 15 minutes left\.$/);
  await tray.choose('Resume scanning');
  await expect.poll(() => tray.tooltip()).not.toContain('paused');
  await tray.choose('Pause until restart');
  await expect.poll(() => tray.tooltip()).toBe('Lazaret: Scanning is paused.');
  const path = dropInfected(session.downloads, 'invoice.exe');
  const window = await app.window();
  await expect(window.getByRole('heading', { name: 'Scanning is paused.' })).toBeVisible();
  expect(existsSync(path)).toBe(true);
  await tray.choose('Resume scanning');
  await expect.poll(() => existsSync(path)).toBe(false);
});

test('an engine that does not answer turns the tray red and is named in the window', async ({ session }) => {
  const app = await startApp(session, { env: { LAZARET_CLAMD: '127.0.0.1:1' } });
  try {
    const tray = await session.trayIcon();
    await expect.poll(() => tray.tooltip()).toBe('Lazaret: The scan engine does not answer.');
    await expect.poll(() => tray.picture()).toBe('24x24 #e03131');
    const window = await app.window();
    await expect(window.getByRole('heading', { name: 'The scan engine does not answer.' })).toBeVisible();
    const path = dropInfected(session.downloads, 'invoice.exe');
    await window.getByRole('button', { name: 'Activity', exact: true }).click();
    await expect(window.getByRole('button', { name: /Waiting.*invoice\.exe/s })).toBeVisible();
    expect(existsSync(path)).toBe(true);
  } finally {
    await app.stop();
  }
});

test('quitting in the tray ends everything that was started', async ({ session, app }) => {
  const tray = await session.trayIcon();
  await expect.poll(() => tray.tooltip()).toContain('starter signatures');
  const ended = new Promise((resolve) => app.electron.process().once('exit', resolve));
  await tray.choose('Quit');
  expect(await ended).toBe(0);
  expect(existsSync(join(app.dataDirectory, 'engine', 'clamd.sock'))).toBe(false);
});

test.describe('on a desktop without a tray', () => {
  test.use({ trayHost: 'none' });

  test('closing the window says once that protection goes on, and a new start brings it back', async ({
    session,
    app,
  }) => {
    const window = await app.window();
    await window.getByRole('button', { name: 'Settings', exact: true }).click();
    await expect(window.getByText('This desktop shows no tray icons.')).toBeVisible();
    const close = () => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await close();
    await expect.poll(() => session.notifications().map(({ title }) => title)).toEqual(['Lazaret keeps running']);
    const second = await startChild(electronProgram(), [...sandboxArguments, projectRoot], session.env);
    expect(await second.exitCode).toBe(2);
    await close();
    dropInfected(session.downloads, 'invoice.exe');
    await expect
      .poll(() => session.notifications().map(({ title }) => title))
      .toEqual(['Lazaret keeps running', 'Infected file found']);
  });

  test('the icon appears when a panel comes later', async ({ session, app }) => {
    await app.window();
    await session.startPanel();
    const tray = await session.trayIcon();
    await expect.poll(() => tray.menuLabels()).toContain('Open Lazaret');
  });
});

test.describe('on a desktop with an old tray', () => {
  test.use({ trayHost: 'trayer' });

  test('the icon is embedded there', async ({ session, app }) => {
    await app.window();
    await expect
      .poll(async () => {
        const tree = await startChild('xwininfo', ['-root', '-tree'], session.env);
        await tree.exitCode;
        const panel = tree.lines.findIndex((line) => line.includes('"panel": ("panel" "trayer")'));
        return tree.lines.slice(panel, panel + 5).join('\n');
      })
      .toMatch(/1 child:\s+0x[0-9a-f]+ "/);
  });
});
