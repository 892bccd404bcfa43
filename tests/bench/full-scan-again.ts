import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectControl } from '../../electron/control/control-client.ts';
import { readOwner } from '../../electron/control/instance-lock.ts';
import { formatEndpoint } from '../../electron/engine/endpoint.ts';
import { startRealClamd } from '../support/real-clamd.ts';
import { waitFor } from '../support/wait-for.ts';
import { type MeasuredLazaret, startMeasured } from './running-lazaret.ts';
import { type Benchmark, cliProgram, median, timed } from './workbench.ts';

const files = 5_000;
const filesPerFolder = 100;
const sizeBytes = { least: 20_000, most: 1_000_000 };
const rounds = 3;

/** A tree of ordinary files that is scanned in full a second time, with nothing changed, beside clamdscan. */
export const fullScanAgain: Benchmark = {
  name: 'full-scan-again',
  async run(root) {
    const watched = join(root, 'watched');
    const data = join(root, 'data');
    let bytes = 0;
    for (let index = 0; index < files; index += 1) {
      const folder = join(watched, `${Math.floor(index / filesPerFolder)}`);
      if (index % filesPerFolder === 0) mkdirSync(folder, { recursive: true });
      // As many small ones as large ones, by the logarithm.
      const size = Math.round(sizeBytes.least * (sizeBytes.most / sizeBytes.least) ** (index / (files - 1)));
      bytes += size;
      writeFileSync(join(folder, `${index}`), randomBytes(size));
    }
    const engine = await startRealClamd();
    const endpoint = formatEndpoint(engine.unix);
    try {
      await timed(process.execPath, [cliProgram, 'add', watched, '--data-dir', data]);
      const lazaret = await startMeasured({ data, endpoint, args: ['scan'] });
      try {
        await nextEnd(lazaret, 0);
        const clamdscan = ['--quiet', `--config-file=${join(engine.directory, 'clamd.conf')}`, '--multiscan'];
        const clamdscanMs: number[] = [];
        const scanMs: number[] = [];
        for (let round = 1; round <= rounds; round += 1) {
          clamdscanMs.push(await timed('clamdscan', [...clamdscan, '--fdpass', watched]));
          await askForFullScan(data);
          scanMs.push(await nextEnd(lazaret, round));
        }
        console.log(
          `${files} files, ${(bytes / 1e6).toFixed(0)} MB, nothing changed (median of ${rounds}): full scan ` +
            `${median(scanMs).toFixed(0)} ms, clamdscan --multiscan --fdpass ${median(clamdscanMs).toFixed(0)} ms: ` +
            `${(median(clamdscanMs) / median(scanMs)).toFixed(0)} × faster`,
        );
      } finally {
        await lazaret.stop();
      }
    } finally {
      await engine.stop();
    }
  },
};

/** Asks as the window does: a command has a program of its own, whose start and end would take their share of two cores. */
export async function askForFullScan(data: string): Promise<void> {
  const client = await connectControl(readOwner(data)?.socket ?? '');
  const begun = await client?.request('scan.now', {});
  await client?.close();
  if (begun?.ok !== true) throw new Error('No full scan was begun.');
}

/** How long the full scan took, after so many others, from its beginning to its end; in milliseconds. */
export async function nextEnd(lazaret: MeasuredLazaret, after: number): Promise<number> {
  const end = await waitFor(
    'the end of a full scan',
    () => lazaret.events.filter((event) => event.type === 'progress' && event.phase === 'done')[after],
    { deadlineMs: 600_000, everyMs: 10 },
  );
  if (end.type !== 'progress' || !('startedAt' in end)) throw new Error('That was no full scan.');
  return new Date(end.at).getTime() - new Date(end.startedAt).getTime();
}
