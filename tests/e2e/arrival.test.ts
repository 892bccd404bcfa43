import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { eicar } from '../support/eicar.ts';
import { startChild } from './support/child.ts';
import { dropInfected, expect, test } from './support/fixtures.ts';

const healthy = 'Lazaret: Not protected yet: only starter signatures are loaded.';

test.describe('an infected file that lands in Downloads', () => {
  test('is locked away, and window, tray and a notification say so', async ({ session, app }) => {
    const window = await app.window();
    const tray = await session.trayIcon();
    await expect.poll(() => tray.tooltip()).toBe(healthy);
    await expect.poll(() => tray.picture()).toBe('24x24 #e67700');

    const path = dropInfected(session.downloads, 'invoice.exe');

    await window.getByRole('button', { name: 'Activity', exact: true }).click();
    await expect(window.getByRole('button', { name: /Infected.*invoice\.exe/s })).toBeVisible();
    expect(existsSync(path)).toBe(false);
    await window.getByRole('button', { name: /^Quarantine/ }).click();
    await expect(window.getByRole('row', { name: /invoice\.exe.*Stored safely/s })).toBeVisible();
    await expect.poll(() => tray.menuLabels()).toContain('Quarantine (1)');

    await expect.poll(() => session.notifications()).toHaveLength(1);
    const [notification] = session.notifications();
    expect(notification?.title).toBe('Infected file found');
    expect(notification?.body).toMatch(/^Locked away in the quarantine: invoice\.exe \(Eicar.*\)\.$/);

    const [line = ''] = (await tray.menuLabels()).filter((label) => label.startsWith('invoice.exe: Eicar'));
    await tray.choose(line);
    await expect(window.getByRole('dialog')).toContainText('invoice.exe');
  });

  test('is shown when the person clicks its notification, also after the window was closed', async ({
    session,
    app,
  }) => {
    const window = await app.window();
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    dropInfected(session.downloads, 'invoice.exe');
    await expect.poll(() => session.notifications()).toHaveLength(1);

    await startChild('dunstctl', ['action', '0'], session.env);

    const details = window.getByRole('dialog');
    await expect(details).toContainText('invoice.exe');
    await expect(details).toContainText('Stored safely');
    const visible = await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
    expect(visible).toBe(true);
  });

  test('comes back through the restore dialog, byte for byte, unable to run, and stays', async ({ session, app }) => {
    const window = await app.window();
    const path = dropInfected(session.downloads, 'invoice.exe');
    await window.getByRole('button', { name: /^Quarantine/ }).click();
    await window.getByRole('button', { name: 'invoice.exe' }).click();
    await window.getByRole('button', { name: 'Restore…' }).click();
    await window.getByRole('button', { name: 'Restore file' }).click();

    await expect.poll(() => existsSync(path)).toBe(true);
    expect(readFileSync(path).equals(eicar())).toBe(true);
    expect(statSync(path).mode & 0o111).toBe(0);
    await expect(window.getByText('Nothing is locked away').first()).toBeVisible();

    // A second file that is caught proves that the watcher has gone past the restored one.
    dropInfected(session.downloads, 'second.exe');
    await expect(window.getByRole('row', { name: /second\.exe/ })).toBeVisible();
    expect(existsSync(path)).toBe(true);
  });

  test('can be restored to another place, chosen in the native dialog', async ({ session, app }) => {
    const window = await app.window();
    dropInfected(session.downloads, 'invoice.exe');
    const target = join(session.home, 'sample.bin');
    await app.electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath });
    }, target);
    await window.getByRole('button', { name: /^Quarantine/ }).click();
    await window.getByRole('button', { name: 'invoice.exe' }).click();
    await window.getByRole('button', { name: 'Restore…' }).click();
    await window.getByLabel('Another place…').click();
    await window.getByRole('button', { name: 'Choose place…' }).click();
    await expect.poll(() => existsSync(target)).toBe(true);
    expect(readFileSync(target).equals(eicar())).toBe(true);
  });

  test('and several at once make one notification', async ({ session, app }) => {
    await app.window();
    const tray = await session.trayIcon();
    await expect.poll(() => tray.tooltip()).toBe(healthy);
    for (const name of ['a.exe', 'b.exe', 'c.exe', 'd.exe']) dropInfected(session.downloads, name);
    await expect.poll(() => tray.menuLabels()).toContain('Quarantine (4)');
    await expect.poll(() => session.notifications()).toHaveLength(1);
    expect(session.notifications()[0]?.title).toBe('4 infected files found');
  });

  test('makes no notification when the settings say so', async ({ session, app }) => {
    const window = await app.window();
    await window.getByRole('button', { name: 'Settings', exact: true }).click();
    await window.getByRole('switch', { name: 'Tell me about infected files' }).click({ force: true });
    const settings = join(app.dataDirectory, 'settings.json');
    await expect.poll(() => JSON.parse(readFileSync(settings, 'utf8')).notifications.infected).toBe(false);
    dropInfected(session.downloads, 'quiet.exe');
    const tray = await session.trayIcon();
    await expect.poll(() => tray.menuLabels()).toContain('Quarantine (1)');
    await window.getByRole('switch', { name: 'Tell me about infected files' }).click({ force: true });
    await expect.poll(() => JSON.parse(readFileSync(settings, 'utf8')).notifications.infected).toBe(true);
    dropInfected(session.downloads, 'loud.exe');
    await expect.poll(() => session.notifications().length).toBeGreaterThan(0);
    expect(session.notifications().every(({ body }) => !body.includes('quiet.exe'))).toBe(true);
  });
});
