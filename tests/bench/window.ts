import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { formatEndpoint } from '../../electron/engine/endpoint.ts';
import { electronProgram, projectRoot, type RunningApp, sandboxArguments, startApp } from '../e2e/support/app.ts';
import { type DesktopSession, startDesktopSession } from '../e2e/support/desktop-session.ts';
import { type RealClamd, startRealClamd } from '../support/real-clamd.ts';
import { stayOffline } from '../support/stay-offline.ts';
import { waitFor } from '../support/wait-for.ts';
import { machineLoad } from './load.ts';
import { type Benchmark, ended, median } from './workbench.ts';

const runs = 5;
/** After its start the app is left alone for so long. */
const restMs = 3_000;

/**
 * From a click on the tray's icon, as its panel sends it, until the window is shown; and until it shows its heading and has
 * answered a click in the rail. `cold` is the first time, when the window has to be made; `warm` is one that was closed, which hides it.
 */
export const windowAfterClick: Benchmark = {
  name: 'window',
  async run() {
    const engine = await startRealClamd();
    try {
      const cold: number[] = [];
      const warm: number[] = [];
      const began: number[] = [];
      const painted: number[] = [];
      const work: number[] = [];
      const shown: number[] = [];
      for (let run = 0; run < runs; run += 1) {
        const unattended = await startDesktopSession('panel');
        shown.push(await clickToShown(unattended, engine).finally(unattended.stop));
        const session = await startDesktopSession('panel');
        try {
          stayOffline(join(session.configHome, 'Lazaret'), [session.downloads]);
          const env = { LAZARET_CLAMD: formatEndpoint(engine.unix) };
          const app = await startApp(session, { args: ['--hidden'], env });
          try {
            const [clickedAt, workBefore] = [Date.now(), await processorMs(app)];
            cold.push(await clickToInteractive(app, session, 'Activity'));
            work.push((await processorMs(app)) - workBefore);
            const page = await pageTimes(app);
            began.push(page.began - clickedAt);
            painted.push(page.painted - clickedAt);
            await hide(app);
            warm.push(await clickToInteractive(app, session, 'Quarantine'));
          } finally {
            await app.stop();
          }
        } finally {
          await session.stop();
        }
      }
      for (const [what, times] of [
        ['made for the first time, until it is shown', shown],
        ['  until it answers, with the test driver attached', cold],
        ['  until its page begins to load', began],
        ['  until its page is first painted', painted],
        ['  processor time of all its processes', work],
        ['hidden before', warm],
      ] as const)
        console.log(`${what}: median ${median(times).toFixed(0)} ms (${times.map((ms) => ms.toFixed(0)).join(', ')})`);
      console.log(machineLoad());
    } finally {
      await engine.stop();
    }
  },
};

/**
 * Until the X server shows the window, which is when its page is first painted. Nobody is attached to the app: a driver
 * holds every new page back until it is set up, and so makes it later than any user sees it.
 */
async function clickToShown(session: DesktopSession, engine: RealClamd): Promise<number> {
  stayOffline(join(session.configHome, 'Lazaret'), [session.downloads]);
  const app = spawn(electronProgram(), [projectRoot, ...sandboxArguments, '--hidden'], {
    env: { ...session.env, LAZARET_CLAMD: formatEndpoint(engine.unix) },
    stdio: 'ignore',
  });
  const exited = ended(app);
  try {
    const icon = await session.trayIcon();
    await delay(restMs);
    const began = performance.now();
    await icon.click();
    await waitFor('the window', () => isViewable(session), { deadlineMs: 10_000, everyMs: 5 });
    return performance.now() - began;
  } finally {
    app.kill('SIGTERM');
    await exited;
  }
}

function isViewable({ env }: DesktopSession): boolean {
  const ask = (...args: readonly string[]): string => execFileSync('xwininfo', args, { env, encoding: 'utf8' });
  const window = /(0x[0-9a-f]+) "Lazaret".* \d{3,}x\d{3,}/.exec(ask('-root', '-tree'))?.[1];
  return window !== undefined && ask('-id', window).includes('IsViewable');
}

async function clickToInteractive(app: RunningApp, session: DesktopSession, view: string): Promise<number> {
  const icon = await session.trayIcon();
  const began = performance.now();
  await icon.click();
  const page = await app.electron.firstWindow();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await answersClick(page, view);
  const took = performance.now() - began;
  if (!(await isVisible(app))) throw new Error('The window answers, but is hidden.');
  return took;
}

/** Processor time of all processes of the app so far: what a busy machine does not make longer. */
const processorMs = (app: RunningApp): Promise<number> =>
  app.electron.evaluate(({ app: electron }) =>
    electron.getAppMetrics().reduce((sum, { cpu }) => sum + 1000 * (cpu.cumulativeCPUUsage ?? Number.NaN), 0),
  );

/** When the page began to load, and when there was first something to see; by the wall clock. */
const pageTimes = async (app: RunningApp): Promise<{ readonly began: number; readonly painted: number }> =>
  (await app.electron.firstWindow()).evaluate(() => {
    const began = performance.timeOrigin;
    return {
      began,
      painted: began + (performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN),
    };
  });

async function answersClick(page: Page, view: string): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: view }).click();
  await page.getByRole('heading', { level: 1, name: view }).waitFor();
}

const isVisible = (app: RunningApp): Promise<boolean> =>
  app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() === true);

async function hide(app: RunningApp): Promise<void> {
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await waitFor('the window to hide', async () => !(await isVisible(app)));
}
