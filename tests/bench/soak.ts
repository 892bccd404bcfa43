import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ElectronApplication, Page } from '@playwright/test';
import type { Bridge } from '../../contract/bridge.ts';
import { ipcChannels } from '../../contract/ipc-channels.ts';
import { formatEndpoint } from '../../electron/engine/endpoint.ts';
import { startApp } from '../e2e/support/app.ts';
import { startDesktopSession } from '../e2e/support/desktop-session.ts';
import { eicar } from '../support/eicar.ts';
import { startRealClamd } from '../support/real-clamd.ts';
import { stayOffline } from '../support/stay-offline.ts';
import { waitFor } from '../support/wait-for.ts';
import { evenly, machineLoad } from './load.ts';
import { describeHoldings, describeSmoothness, describeWork, watchPage } from './page-watch.ts';
import { type Benchmark, residentMiB } from './workbench.ts';

/** `LAZARET_SOAK_FILES` makes it shorter, at the same pace. */
const files = Number(process.env.LAZARET_SOAK_FILES ?? 100_000);
const seconds = (180 * files) / 100_000;
const filesInFolder = 1_000;
/** One in so many is infected, so that the vault, notifications and announcements have work too. */
const infectedEvery = 1_000;

/** The real app while 100,000 files land in its Downloads in three minutes, with the Activity view open and in sight. */
export const soak: Benchmark = {
  name: 'soak',
  async run() {
    const engine = await startRealClamd();
    const session = await startDesktopSession('panel');
    try {
      stayOffline(join(session.configHome, 'Lazaret'), [session.downloads]);
      const app = await startApp(session, { env: { LAZARET_CLAMD: formatEndpoint(engine.unix) } });
      try {
        await measure(app.electron, await app.window(), session.downloads);
      } finally {
        await app.stop();
      }
    } finally {
      await session.stop();
      await engine.stop();
    }
  },
};

async function measure(electron: ElectronApplication, page: Page, downloads: string): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: 'Activity' }).click();
  await page.getByRole('heading', { level: 1, name: 'Activity' }).waitFor();
  const { pid = 0 } = electron.process();
  const watch = await watchPage(page);
  const usualFrameMs = await watch.usualFrameMs(5_000);
  await watch.begin(usualFrameMs);
  await delay(10_000);
  console.log(`Left alone: ${describeSmoothness(await watch.end())}; ${machineLoad()}`);
  const before = { ...(await watch.holdings()), rssMiB: residentMiB(pid) };
  console.log(`Before: ${describeHoldings(before)}, main process ${before.rssMiB.toFixed(0)} MiB`);

  await countPushes(electron);
  await watch.begin(usualFrameMs);
  const [began, workBefore] = [performance.now(), await watch.work()];
  const rows = () => rowsOf(page);
  const all = waitFor(`${files} verdicts`, async () => (await rows()) >= files, {
    deadlineMs: 3_600_000,
    everyMs: 1000,
  });
  const sampling = sampleWhile(async () => {
    const heapMiB = await page.evaluate(
      () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize / 1024 ** 2,
    );
    const at = ((performance.now() - began) / 1000).toFixed(0);
    console.log(`  ${at} s: ${await rows()} verdicts, heap ${heapMiB.toFixed(0)} MiB with its garbage`);
  });
  await evenly(files, seconds, (index) => land(downloads, index));
  const writtenAfter = (performance.now() - began) / 1000;
  await all;
  await sampling.stop();
  const took = (performance.now() - began) / 1000;
  const workAfter = await watch.work();
  const smooth = await watch.end();
  const pushes = await pushesOf(electron);

  const rate = (files / took).toFixed(0);
  console.log(
    `${files} files, written in ${writtenAfter.toFixed(0)} s, all with a verdict after ${took.toFixed(0)} s: ${rate} a second; ${machineLoad()}`,
  );
  console.log(`${describeSmoothness(smooth)}; ${describeWork(workBefore, workAfter, took)}`);
  console.log(
    `${pushes.count} pushes, ${(pushes.count / took).toFixed(1)} a second, at most ${pushes.mostInASecond} in a second, ` +
      `${(pushes.bytes / pushes.count / 1024).toFixed(0)} KiB each`,
  );
  await delay(5_000);
  const after = { ...(await watch.holdings()), rssMiB: residentMiB(pid) };
  console.log(`After: ${describeHoldings(after)}, main process ${after.rssMiB.toFixed(0)} MiB`);
}

function land(downloads: string, index: number): void {
  const folder = join(downloads, `${Math.floor(index / filesInFolder)}`);
  if (index % filesInFolder === 0) mkdirSync(folder);
  const infected = index % infectedEvery === infectedEvery - 1;
  writeFileSync(join(folder, `arrival-${index}.txt`), infected ? eicar() : `file ${index}`);
}

/** All verdicts of the ledger, as the window asks for them. */
async function rowsOf(page: Page): Promise<number> {
  const answer = await page.evaluate(() =>
    (window as unknown as { readonly lazaret: Bridge }).lazaret.request('history.list', { limit: 1 }),
  );
  if (!answer.ok) throw new Error(`The history could not be read: ${JSON.stringify(answer)}`);
  return answer.value.total;
}

/** Counts, in the main process, what is pushed to the window. */
function countPushes(electron: ElectronApplication): Promise<void> {
  return electron.evaluate(({ BrowserWindow }, channel) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) throw new Error('There is no window.');
    const counted = { count: 0, bytes: 0, mostInASecond: 0 };
    const lately: number[] = [];
    const { webContents } = window;
    const send = webContents.send.bind(webContents);
    webContents.send = (name: string, ...args: readonly unknown[]) => {
      if (name === channel) {
        const now = performance.now();
        lately.push(now);
        while ((lately[0] ?? now) <= now - 1000) lately.shift();
        counted.count += 1;
        counted.bytes += JSON.stringify(args).length;
        counted.mostInASecond = Math.max(counted.mostInASecond, lately.length);
      }
      send(name, ...args);
    };
    Object.assign(globalThis, { countedPushes: counted });
  }, ipcChannels.push);
}

interface Pushes {
  readonly count: number;
  readonly bytes: number;
  readonly mostInASecond: number;
}

const pushesOf = (electron: ElectronApplication): Promise<Pushes> =>
  electron.evaluate(() => (globalThis as unknown as { countedPushes: Pushes }).countedPushes);

/** Calls `sample` every 15 seconds, one at a time. */
function sampleWhile(sample: () => Promise<void>): { stop(): Promise<void> } {
  let last = Promise.resolve();
  const timer = setInterval(() => {
    last = last.then(sample);
  }, 15_000);
  return {
    stop: () => {
      clearInterval(timer);
      return last;
    },
  };
}
