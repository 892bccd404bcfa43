import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Browser, chromium, type Page } from '@playwright/test';
import type { AppState, StatePush } from '../../contract/state.ts';
import type { ScanRecord } from '../../contract/verdicts.ts';
import { systemClock } from '../../electron/base/clock.ts';
import { createStatePublisher, type StatePublisher } from '../../electron/state/state-publisher.ts';
import { installFakeBridge } from '../renderer/fake-bridge.ts';
import { appState, record } from '../renderer/fixtures.ts';
import { serveFiles } from '../renderer/static-server.ts';
import { evenly, machineLoad } from './load.ts';
import { describeHoldings, describeSmoothness, describeWork, watchPage } from './page-watch.ts';
import type { Benchmark } from './workbench.ts';

const verdictsASecond = 1_000;
const seconds = 100;
const builtWindow = resolve(import.meta.dirname, '../../dist/renderer');

/** The window alone, in Chromium, while 100,000 verdicts come at 1,000 a second through main's own publisher. */
export const flood: Benchmark = {
  name: 'flood',
  async run() {
    const server = await serveFiles(builtWindow);
    const program = process.env.LAZARET_CHROMIUM;
    const browser = await chromium.launch({
      ...(program === undefined ? {} : { executablePath: program }),
      chromiumSandbox: process.getuid?.() !== 0,
    });
    try {
      for (const view of ['Activity', 'Overview'] as const) await measure(browser, server.url, view);
    } finally {
      await browser.close();
      await server.stop();
    }
  },
};

async function measure(browser: Browser, url: string, view: string): Promise<void> {
  const page = await browser.newPage();
  const initial = appState();
  await installFakeBridge(page, { state: initial });
  await page.goto(url);
  await page.getByRole('navigation').getByRole('button', { name: view }).click();
  const watch = await watchPage(page);
  const usualFrameMs = await watch.usualFrameMs(3_000);
  const publisher = createStatePublisher(initial, systemClock.schedule);
  const sent = { count: 0 };
  publisher.onPush((push) => {
    sent.count += 1;
    // The snapshot the page began with has revision 1.
    void deliver(page, { ...push, revision: push.revision + 1 });
  });
  await watch.begin(usualFrameMs);
  await delay(10_000);
  console.log(`${view}, left alone: ${describeSmoothness(await watch.end())}; ${machineLoad()}`);
  // The list is full by then: what it holds from there on must not grow.
  await flow(publisher, initial, 0, 10_000);
  console.log(`  after  10,000 verdicts: ${describeHoldings(await watch.holdings())}`);
  await watch.begin(usualFrameMs);
  const workBefore = await watch.work();
  const pushesBefore = sent.count;
  await flow(publisher, initial, 10_000, verdictsASecond * seconds);
  const smooth = await watch.end();
  const workAfter = await watch.work();
  console.log(`  after 100,000 verdicts: ${describeHoldings(await watch.holdings())}`);
  console.log(`  ${describeSmoothness(smooth)}; ${describeWork(workBefore, workAfter, smooth.seconds)}`);
  console.log(`  ${((sent.count - pushesBefore) / smooth.seconds).toFixed(1)} pushes a second; ${machineLoad()}`);
  publisher.stop();
  await settled(page);
  await page.close();
}

/** Verdicts and, as with the real rooms, the counts and the queue that change with them. */
export function flow(publisher: StatePublisher, initial: AppState, from: number, to: number): Promise<void> {
  const first = 1 + Math.max(...initial.recent.map(({ id }) => id));
  return evenly(to - from, (to - from) / verdictsASecond, (index) => {
    const count = from + index;
    publisher.addRecord(verdict(first + count, count));
    if (count % 50 === 0) publisher.set(changedWith(initial, count));
  });
}

function verdict(id: number, count: number): ScanRecord {
  const found: Partial<ScanRecord> =
    count % 1_000 === 999
      ? { verdict: 'infected', signature: 'Win.Test.EICAR_HDB-1', action: 'quarantined', quarantineId: `q-${id}` }
      : {};
  return record(id, { at: new Date().toISOString(), ...found });
}

/** All that main gathers while files come: it hands over everything that may have changed. */
function changedWith(initial: AppState, count: number): Parameters<StatePublisher['set']>[0] {
  const { protection, engine, folders, notices, scans, fullScans } = structuredClone(initial);
  const today = { ...initial.today, clean: initial.today.clean + count };
  const scanning = [0, 1, 2, 3].map((slot) => ({
    path: `/home/mara/Downloads/file-${count + slot}.pdf`,
    since: new Date().toISOString(),
    size: 48_213,
    progress: null,
  }));
  return {
    ...{ engine, folders, notices, scans, fullScans, today },
    protection: { ...protection, level: 'scanning' },
    queue: { ...initial.queue, arriving: 200 + (count % 300), queued: count % 70, scanning },
  };
}

/** As text, which costs the page about what Electron's bridge does; Playwright's own way costs it many times that. */
export const deliver = (page: Page, push: StatePush): Promise<boolean> =>
  page.evaluate(
    (text) => window.dispatchEvent(new CustomEvent('fake-push', { detail: JSON.parse(text) })),
    JSON.stringify(push),
  );

/** What was pushed last has reached the page before it is closed. */
const settled = (page: Page): Promise<number> => page.evaluate(() => new Promise(requestAnimationFrame));
