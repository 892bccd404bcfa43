import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { formatEndpoint } from '../../electron/engine/endpoint.ts';
import { startRealClamd } from '../support/real-clamd.ts';
import { levels } from '../support/state-table.ts';
import { projectRoot, startApp } from './support/app.ts';
import { startChild } from './support/child.ts';
import { expect, test } from './support/fixtures.ts';

/** One state of the real app, as it is to be said everywhere. */
interface Said {
  readonly level: keyof typeof levels;
  readonly sentence: string;
  readonly button: string;
  readonly picture: string;
  readonly command: string;
}

test('window, tray and command line say the same of one running app: an engine that is there, a folder that goes, an engine that goes', async ({
  session,
}) => {
  const clamd = await startRealClamd({ only: 'unix' });
  const folder = join(session.home, 'R&D');
  mkdirSync(folder);
  const app = await startApp(session, { env: { LAZARET_CLAMD: formatEndpoint(clamd.unix) } });
  try {
    const window = await app.window();
    const tray = await session.trayIcon();
    await app.electron.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
    }, folder);
    await window.getByRole('button', { name: 'Add folder…' }).first().click();

    const expectSaid = async ({ level, sentence, button, picture, command }: Said): Promise<void> => {
      const { word, tone } = levels[level];
      const card = window.getByRole('region', { name: word, exact: true });
      await expect(card.getByRole('heading', { name: sentence })).toBeVisible({ timeout: 20_000 });
      await expect(card).toHaveAttribute('data-tone', tone);
      await expect(card.getByRole('button', { name: button })).toBeVisible();
      await expect.poll(() => tray.tooltip()).toBe(`Lazaret: ${sentence}`);
      await expect.poll(() => tray.picture()).toBe(picture);
      expect((await tray.menuLabels()).slice(0, 2)).toEqual([sentence, button]);
      const cli = [join(projectRoot, 'dist', 'main', 'cli.js'), '--data-dir', app.dataDirectory, 'status'];
      const words = await startChild(process.execPath, cli, session.env);
      expect(await words.exitCode).toBe(0);
      expect(words.lines.slice(0, 2)).toEqual([word, `  ${sentence}`]);
      expect(words.lines.find((line) => line.includes('→'))).toBe(`    → ${command}`);
      const json = await startChild(process.execPath, [...cli, '--json'], session.env);
      expect(await json.exitCode).toBe(0);
      expect(JSON.parse(json.lines.join(''))).toMatchObject({ running: true, protection: { level } });
    };

    const attention = { level: 'attention', picture: '24x24 #e67700' } as const;
    const unknown = 'The scan engine does not say which signatures it has.';
    await expectSaid({ ...attention, sentence: unknown, button: 'Open engine', command: 'lazaret doctor' });
    rmSync(folder, { recursive: true });
    const gone = `A watched folder cannot be found: ${folder}`;
    await expectSaid({ ...attention, sentence: gone, button: 'Open folders', command: 'lazaret list' });
    expect((await tray.menuLabels())[2]).toBe('1 more thing needs attention');

    await clamd.stop();
    await tray.choose('1 more thing needs attention');
    await window.getByRole('list', { name: 'Also' }).getByRole('button', { name: 'Open engine' }).click();
    await window.getByRole('button', { name: 'Check now' }).click();
    await tray.choose('Open Lazaret');
    await window.getByRole('button', { name: 'Overview', exact: true }).click();
    const silent = 'The scan engine does not answer.';
    const check = { button: 'Check now', command: 'lazaret doctor' };
    await expectSaid({ level: 'engine-down', picture: '24x24 #e03131', sentence: silent, ...check });

    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await tray.choose('Check now');
    await expect(window.getByRole('heading', { level: 1, name: 'Engine' })).toBeVisible();
    await expect
      .poll(() => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()))
      .toBe(true);
  } finally {
    await app.stop();
    await clamd.stop();
  }
});
