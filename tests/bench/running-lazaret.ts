import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { cli } from '../../build/tasks/cli.mjs';
import { type LazaretEvent, lazaretEventSchema } from '../../contract/events.ts';
import { waitFor } from '../support/wait-for.ts';
import { ended } from './workbench.ts';

const latenessSchema = z.object({ p50: z.number(), p99: z.number(), max: z.number() });
const reportSchema = z.object({
  wallLateMs: latenessSchema,
  /** Only what the program itself used of the processor; null where the runtime cannot tell. */
  cpuLateMs: latenessSchema.nullable(),
  rssMiB: z.number(),
  peakRssMiB: z.number(),
  cpuMs: z.number(),
});
export type Report = z.infer<typeof reportSchema>;

/** The main thread's lateness in words, by both clocks. */
export function describeLateness({ wallLateMs, cpuLateMs }: Report): string {
  const say = ({ p50, p99, max }: Report['wallLateMs']): string =>
    `p50 ${p50.toFixed(0)}, p99 ${p99.toFixed(0)}, at most ${max.toFixed(0)} ms`;
  return `main thread late ${say(wallLateMs)}${cpuLateMs === null ? '' : ` (by its own doing ${say(cpuLateMs)})`}`;
}

/** `lazaret start` with a probe in its main thread. */
export interface MeasuredLazaret {
  /** Milliseconds from its start to its `ready` line. */
  readonly readyMs: number;
  /** Verdict lines so far, by path. */
  readonly verdicts: ReadonlyMap<string, number>;
  /** Events other than verdicts so far. */
  readonly events: readonly LazaretEvent[];
  /** Waits until no verdict has come for so long. */
  quiet(forMs: number): Promise<void>;
  /** The main thread since the last call: how late it was for its timers, and its processor time; memory as it is now. */
  report(): Promise<Report>;
  /** Measures no lateness until the next report, so that the measuring itself uses no processor time. */
  rest(): void;
  /** Holds the main thread. */
  block(ms: number): void;
  stop(): Promise<void>;
}

/** Starts it on an Electron run as plain Node, where one is named, else on this Node. */
export async function startMeasured(options: {
  readonly data: string;
  readonly endpoint: string;
  readonly runtime?: string | undefined;
  readonly args?: readonly string[];
}): Promise<MeasuredLazaret> {
  const { data, endpoint, runtime = process.execPath, args = [] } = options;
  const startedAt = performance.now();
  const probe = join(import.meta.dirname, 'main-thread-probe.mjs');
  const program = cli(join(import.meta.dirname, '../..'));
  const child = spawn(runtime, ['--import', probe, ...program, 'start', ...args, '--json', '--data-dir', data], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, LAZARET_CLAMD: endpoint, ELECTRON_RUN_AS_NODE: '1' },
  });
  const verdicts = new Map<string, number>();
  const events: LazaretEvent[] = [];
  let lastVerdictAt = performance.now();
  let readyMs: number | null = null;
  createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => {
    const event = lazaretEventSchema.parse(JSON.parse(line));
    if (event.type === 'ready') readyMs = performance.now() - startedAt;
    if (event.type === 'verdict') {
      lastVerdictAt = performance.now();
      verdicts.set(event.path, (verdicts.get(event.path) ?? 0) + 1);
    } else {
      events.push(event);
    }
  });
  const stop = async (): Promise<void> => {
    const end = ended(child);
    child.kill('SIGTERM');
    await end;
  };
  try {
    await waitFor('ready', () => readyMs !== null, { deadlineMs: 120_000 });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    readyMs: readyMs ?? Number.NaN,
    verdicts,
    events,
    quiet: async (forMs) => {
      await waitFor('quiet', () => performance.now() - lastVerdictAt > forMs, { deadlineMs: 600_000, everyMs: 100 });
    },
    report: () =>
      new Promise((resolve) => {
        child.once('message', (message) => resolve(reportSchema.parse(message)));
        child.send('report');
      }),
    rest: () => void child.send('rest'),
    block: (ms) => void child.send({ blockMs: ms }),
    stop,
  };
}
