import { createRequire } from 'node:module';
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

/** The Electron that Playwright starts, too: the package's own, or the one that ELECTRON_OVERRIDE_DIST_PATH names. */
export const electronProgram = (): string => String(createRequire(import.meta.url)('electron'));

/** Chromium's sandbox cannot work for root, which tests in containers often are. */
const isRoot = process.getuid?.() === 0;

/** For an app that is not started by Playwright, which adds this itself. */
export const sandboxArguments: readonly string[] = isRoot ? ['--no-sandbox'] : [];

/** Starts the built app on a desktop, with a data directory of its own. */
export async function startApp(
  session: DesktopSession,
  options: { readonly args?: readonly string[]; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<RunningApp> {
  const dataDirectory = join(session.configHome, 'Lazaret');
  // With endpoints set, Lazaret downloads nothing in any case.
  if (options.env?.LAZARET_CLAMD === undefined) stayOffline(dataDirectory, [session.downloads]);
  // No `executablePath`: Playwright then finds Electron as the `electron` package does, which heeds
  // ELECTRON_OVERRIDE_DIST_PATH, and holds the app back until it has attached.
  const electron = await _electron.launch({
    chromiumSandbox: !isRoot,
    args: [projectRoot, ...(options.args ?? [])],
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
      await page.getByRole('navigation').waitFor({ timeout: 20_000 });
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
