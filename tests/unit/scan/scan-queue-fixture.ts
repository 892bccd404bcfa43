import type { Trigger } from '../../../contract/verdicts.ts';
import { displayPath, filePath } from '../../../electron/files/file-path.ts';
import { createScanQueue, type ScanTry } from '../../../electron/scan/scan-queue.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

interface Running {
  readonly job: ScanTry;
  readonly signal: AbortSignal;
  readonly end: (result: 'done' | 'retry' | 'held') => void;
  readonly crash: (error: Error) => void;
}

/** A queue whose scans the test begins to see and ends itself. */
export function setUpQueue(concurrency = 1) {
  const clock = createFakeClock();
  const begun: Running[] = [];
  const errors: unknown[] = [];
  const queue = createScanQueue({
    concurrency,
    clock,
    random: () => 0,
    log: { error: (...said) => errors.push(said), warn: (...said) => errors.push(said) },
    run: (job, signal) =>
      new Promise((resolve, reject) => {
        begun.push({ job, signal, end: resolve, crash: reject });
        signal.addEventListener('abort', () => resolve('retry'));
      }),
  });
  const add = (name: string, trigger: Trigger = 'arrival', jobId: string | null = null): void =>
    queue.enqueue({ path: filePath(`/${name}`), trigger, jobId });
  const names = (): string[] => begun.map(({ job }) => displayPath(job.path).slice(1));
  const last = (): Running => {
    const running = begun.at(-1);
    if (running === undefined) throw new Error('Nothing was begun.');
    return running;
  };
  const endLast = async (result: 'done' | 'retry' | 'held' = 'done'): Promise<void> => {
    last().end(result);
    await clock.settle();
  };
  /** Ends one scan after another as done, until none is left. */
  const drain = async (): Promise<void> => {
    await clock.settle();
    for (let index = 0; index < begun.length; index += 1) {
      begun[index]?.end('done');
      await clock.settle();
    }
  };
  return { clock, queue, add, begun, names, last, endLast, drain, errors };
}
