import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { stayOffline } from '../../support/stay-offline.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { DesktopSession } from './desktop-session.ts';
import { processesNaming } from './processes.ts';

export const projectRoot = resolve(import.meta.dirname, '../../..');

/** The running app of one test. */
export interface RunningApp {
  readonly electron: ElectronApplication;
  readonly dataDirectory: string;
  /** The window, once it shows its first view. */
  window(): Promise<Page>;
  /** Everything the app printed. */
  output(): string;
  /** Ends the app as the user would, and makes sure that nothing of it is left running. */
  stop(): Promise<void>;
}

/** Electron as the set-up left it. `ELECTRON_OVERRIDE_DIST_PATH` is Electron's own way to name another one. */
export function electronProgram(): string {
  const places = [
    process.env.ELECTRON_OVERRIDE_DIST_PATH,
    join(projectRoot, 'node_modules', 'electron', 'dist'),
    join(projectRoot, '.tools', 'electron-fallback'),
  ];
  const found = places.flatMap((place) => (place === undefined ? [] : [join(place, 'electron')])).find(existsSync);
  if (found === undefined) throw new Error('There is no Electron here: run `npm run setup` first.');
  return found;
}

/** Chromium's sandbox cannot work for root, which tests in containers often are. */
export const sandboxArguments: readonly string[] = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/**
 * Waits for the window's first view. On a busy machine Playwright now and then attaches so late that it never learns of
 * the page that is there. Only if Electron itself says that the view is shown is the page loaded once more, for
 * Playwright to see it; a window that is truly blank fails the test.
 */
async function seeView(electron: ElectronApplication, page: Page): Promise<void> {
  const view = page.getByRole('navigation');
  try {
    await view.waitFor({ timeout: 10_000 });
  } catch (error) {
    const isShown = await electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript("document.querySelector('nav') !== null"),
    );
    if (isShown !== true) throw error;
    await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.reload());
    await view.waitFor({ timeout: 10_000 });
  }
}

/** Starts the built app on a desktop, with a data directory of its own. */
export async function startApp(
  session: DesktopSession,
  options: { readonly args?: readonly string[]; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<RunningApp> {
  const dataDirectory = join(session.configHome, 'Lazaret');
  // With endpoints set, Lazaret downloads nothing in any case.
  if (options.env?.LAZARET_CLAMD === undefined) stayOffline(dataDirectory, [session.downloads]);
  const electron = await _electron.launch({
    executablePath: electronProgram(),
    args: [...sandboxArguments, projectRoot, ...(options.args ?? [])],
    env: definedOnly({ ...session.env, ...options.env }),
    timeout: 30_000,
  });
  let printed = '';
  for (const stream of [electron.process().stdout, electron.process().stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  return {
    electron,
    dataDirectory,
    window: async () => {
      const page = await electron.firstWindow();
      await seeView(electron, page);
      return page;
    },
    output: () => printed,
    async stop() {
      await electron.close();
      await waitFor('every process of the app to end', () => processesNaming(session.root).length === 0, {
        deadlineMs: 15_000,
      });
    },
  };
}

const definedOnly = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
