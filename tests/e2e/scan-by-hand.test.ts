import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eicar } from '../support/eicar.ts';
import { expect, test } from './support/fixtures.ts';

test('a folder dropped onto the window is scanned, and only real files give a path', async ({ session, app }) => {
  const folder = join(session.home, 'usb stick');
  mkdirSync(folder);
  writeFileSync(join(folder, 'notes.txt'), 'harmless');
  writeFileSync(join(folder, 'setup.exe'), eicar());
  const window = await app.window();
  await expect(window.getByText('Not protected yet').first()).toBeVisible({ timeout: 30_000 });

  // A file that a script made up has no path, whatever its name says.
  const forged = await window.evaluate(async () => {
    const { lazaret } = globalThis as unknown as {
      lazaret: { scanDropped(files: readonly object[]): Promise<unknown> };
    };
    return await lazaret.scanDropped([new File(['x'], '/etc/passwd'), { path: '/etc/passwd' }]);
  });
  expect(forged).toMatchObject({ ok: false, error: { code: 'unsupported' } });

  // What the system sends when a user drops a folder.
  const devtools = await window.context().newCDPSession(window);
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await devtools.send('Input.dispatchDragEvent', { type, x: 500, y: 400, data });
    if (type === 'dragOver') await expect(window.getByText('Drop to scan')).toBeVisible();
  }
  const scans = window.getByRole('list', { name: 'Scans you asked for' });
  await expect(scans).toContainText('2 files scanned. 1 infected.');
  await expect.poll(() => existsSync(join(folder, 'setup.exe'))).toBe(false);
  await scans.getByRole('button', { name: /setup\.exe/ }).click();
  await expect(window.getByRole('dialog')).toContainText('setup.exe');
});

test('a folder picked from the tray is scanned, and the window shows what came of it', async ({ session, app }) => {
  const folder = join(session.home, 'letters');
  mkdirSync(folder);
  writeFileSync(join(folder, 'letter.txt'), 'harmless');
  const window = await app.window();
  await expect(window.getByText('Not protected yet').first()).toBeVisible({ timeout: 30_000 });
  await app.electron.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
  }, folder);
  await (await session.trayIcon()).choose('Scan a folder…');
  const scans = window.getByRole('list', { name: 'Scans you asked for' });
  await expect(scans).toContainText('1 file scanned. All clean.');
});
