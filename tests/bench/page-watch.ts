import type { CDPSession, Page } from '@playwright/test';
import { z } from 'zod';

const smoothnessSchema = z.object({
  seconds: z.number(),
  frames: z.number(),
  /** Frames that came later than one and a half of the usual distance after the one before. */
  late: z.number(),
  /** Frames of the usual rate for which there was none. */
  missed: z.number(),
  longestFrameMs: z.number(),
  longTasks: z.number(),
  longestTaskMs: z.number(),
});
export type Smoothness = z.infer<typeof smoothnessSchema>;

/** Seconds of processor time. */
export interface Work {
  readonly all: number;
  readonly script: number;
  /** Finding out styles and places. */
  readonly layout: number;
}

/** What a page holds after a collection of garbage. */
export interface Holdings {
  readonly heapMiB: number;
  /** Nodes of the DOM, those that are no longer in the document among them. */
  readonly nodes: number;
  readonly listeners: number;
  /** Elements of the document. */
  readonly elements: number;
}

/** Measures a page from inside (frames, long tasks) and by the DevTools protocol (memory, time at work). */
export interface PageWatch {
  /** The median distance of frames now, in milliseconds: what the page does when left alone. */
  usualFrameMs(forMs: number): Promise<number>;
  /** Counts frames and long tasks from now on. */
  begin(usualFrameMs: number): Promise<void>;
  /** What was counted since `begin`. */
  end(): Promise<Smoothness>;
  holdings(): Promise<Holdings>;
  /** Processor time of the page's main thread so far, in seconds: what others take of the machine is not in it. */
  work(): Promise<Work>;
}

export async function watchPage(page: Page): Promise<PageWatch> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return {
    usualFrameMs: (forMs) => page.evaluate(measureFrames, forMs),
    begin: (usualFrameMs) => page.evaluate(beginCounting, usualFrameMs),
    end: async () =>
      smoothnessSchema.parse(
        await page.evaluate(() => (window as unknown as { endCounting(): unknown }).endCounting()),
      ),
    async holdings() {
      // Twice: the first may only make finalisers run that free the rest.
      await session.send('HeapProfiler.collectGarbage');
      await session.send('HeapProfiler.collectGarbage');
      const metrics = await metricsOf(session);
      return {
        heapMiB: (metrics.get('JSHeapUsedSize') ?? Number.NaN) / 1024 ** 2,
        nodes: metrics.get('Nodes') ?? Number.NaN,
        listeners: metrics.get('JSEventListeners') ?? Number.NaN,
        elements: await page.evaluate(() => document.querySelectorAll('*').length),
      };
    },
    async work() {
      const metrics = await metricsOf(session);
      const seconds = (name: string): number => metrics.get(name) ?? Number.NaN;
      return {
        all: seconds('TaskDuration'),
        script: seconds('ScriptDuration'),
        layout: seconds('LayoutDuration') + seconds('RecalcStyleDuration'),
      };
    },
  };
}

async function metricsOf(session: CDPSession): Promise<ReadonlyMap<string, number>> {
  const { metrics } = await session.send('Performance.getMetrics');
  return new Map(metrics.map(({ name, value }) => [name, value]));
}

/** Runs in the page. */
function measureFrames(forMs: number): Promise<number> {
  return new Promise((resolve) => {
    const distances: number[] = [];
    let last = 0;
    let first = 0;
    const onFrame = (at: number): void => {
      if (last > 0) distances.push(at - last);
      else first = at;
      last = at;
      if (at - first < forMs) requestAnimationFrame(onFrame);
      else resolve(distances.sort((a, b) => a - b)[Math.floor(distances.length / 2)] ?? Number.NaN);
    };
    requestAnimationFrame(onFrame);
  });
}

/** Runs in the page, and keeps numbers only, so that counting for minutes is not itself what memory holds. */
function beginCounting(usualFrameMs: number): void {
  const began = performance.now();
  const counted = { frames: 0, late: 0, missed: 0, longestFrameMs: 0, longTasks: 0, longestTaskMs: 0 };
  const observer = new PerformanceObserver((entries) => {
    for (const { duration } of entries.getEntries()) {
      counted.longTasks += 1;
      counted.longestTaskMs = Math.max(counted.longestTaskMs, duration);
    }
  });
  observer.observe({ type: 'longtask' });
  let last = 0;
  let running = true;
  const onFrame = (at: number): void => {
    if (!running) return;
    if (last > 0) {
      const distance = at - last;
      counted.frames += 1;
      counted.longestFrameMs = Math.max(counted.longestFrameMs, distance);
      if (distance > 1.5 * usualFrameMs) {
        counted.late += 1;
        counted.missed += Math.round(distance / usualFrameMs) - 1;
      }
    }
    last = at;
    requestAnimationFrame(onFrame);
  };
  requestAnimationFrame(onFrame);
  Object.assign(window, {
    endCounting: () => {
      running = false;
      observer.disconnect();
      return { seconds: (performance.now() - began) / 1000, ...counted };
    },
  });
}

export function describeSmoothness(smooth: Smoothness): string {
  const { seconds, frames, late, missed, longestFrameMs, longTasks, longestTaskMs } = smooth;
  const share = ((100 * missed) / (frames + missed)).toFixed(1);
  return (
    `${(frames / seconds).toFixed(1)} frames a second, ${late} late ones, ${missed} of ${frames + missed} missed (${share} %), ` +
    `longest wait for a frame ${longestFrameMs.toFixed(0)} ms, ${longTasks} tasks > 50 ms, longest ${longestTaskMs.toFixed(0)} ms`
  );
}

export function describeWork(before: Work, after: Work, overSeconds: number): string {
  const share = (name: keyof Work): string => ((100 * (after[name] - before[name])) / overSeconds).toFixed(1);
  return `its main thread took ${share('all')} % of a core (scripts ${share('script')} %, layout ${share('layout')} %)`;
}

export const describeHoldings = ({ heapMiB, nodes, listeners, elements }: Holdings): string =>
  `heap ${heapMiB.toFixed(1)} MiB, ${elements} elements, ${nodes} nodes, ${listeners} listeners`;
