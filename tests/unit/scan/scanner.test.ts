import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { filePath } from '../../../electron/files/file-path.ts';
import { createScanner, type Scanner } from '../../../electron/scan/scanner.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { waitFor } from '../../support/wait-for.ts';

const log = { warn: () => undefined, error: () => undefined };
const endpoint = { kind: 'unix', path: '/nowhere' } as const;
const answersPings = `port.on('message', ([{ type, seq }]) => {
  if (type === 'ping') port.postMessage([{ type: 'pinged', seq, answered: true, detail: '' }]);
});`;

/** A scanner whose thread runs `body`: threads that misbehave cannot be had from the real one. */
function scannerWith(body: string): {
  readonly scanner: Scanner;
  readonly clock: FakeClock;
  readonly losses: string[];
} {
  const path = join(tempDir(), 'worker.mjs');
  writeFileSync(path, `import { parentPort as port } from 'node:worker_threads';\n${body}`);
  const clock = createFakeClock();
  const scanner = createScanner({ workerUrl: pathToFileURL(path), log, clock });
  onTestFinished(() => scanner.stop());
  const losses: string[] = [];
  scanner.onRestarted((detail) => losses.push(detail));
  return { scanner, clock, losses };
}

const scan = (scanner: Scanner) =>
  scanner.scan({
    path: filePath('/a'),
    endpoint,
    maxBytes: 10,
    isLenient: false,
    signal: new AbortController().signal,
  });
const ping = (scanner: Scanner) => scanner.ping(endpoint, new AbortController().signal);

describe('the scan thread', () => {
  it('loses nothing silently when it dies: what it was doing comes back as failed', async () => {
    const { scanner, losses } = scannerWith("port.on('message', () => { throw new Error('out of memory'); });");
    for (const outcome of await Promise.all([scan(scanner), scan(scanner)])) {
      expect(outcome).toMatchObject({ verdict: 'failed', reason: 'worker-lost' });
    }
    expect(losses).toEqual(['out of memory']);
  });

  it('is started again, and works', async () => {
    const { scanner, clock } = scannerWith(`${answersPings}
      port.on('message', ([{ type }]) => { if (type === 'scan') process.exit(1); });`);
    expect(await scan(scanner)).toMatchObject({ reason: 'worker-lost' });
    expect(await ping(scanner)).toMatchObject({ ok: false });
    await clock.advance(100);
    expect(await ping(scanner)).toMatchObject({ ok: true });
  });

  it('waits longer each time it cannot even start, but never long', async () => {
    const { clock, losses } = scannerWith("throw new Error('broken');");
    for (const [count, waitMs] of [100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000].entries()) {
      await waitFor('the loss', () => losses.length === count + 1);
      await clock.advance(waitMs - 1);
      expect(losses.length).toBe(count + 1);
      await clock.advance(1);
    }
  });

  it('is replaced when it hangs', async () => {
    const { scanner, clock, losses } = scannerWith("port.on('message', () => { for (;;); });");
    const scanned = scan(scanner);
    await clock.advance(30_000);
    expect(await scanned).toMatchObject({ verdict: 'failed', reason: 'worker-lost' });
    expect(losses).toEqual(['it hung']);
  });

  it('is not believed when it answers something else', async () => {
    const { scanner } = scannerWith(`port.on('message', ([{ seq }]) => {
      port.postMessage([{ type: 'scanned', seq, outcome: { kind: 'verdict', verdict: 'fine' } }]);
      port.postMessage([{ type: 'pinged', seq, answered: true, detail: '' }]);
    });`);
    expect(await scan(scanner)).toMatchObject({ verdict: 'failed', reason: 'worker-lost' });
  });

  it('is given up on in the end when it never answers but lives', async () => {
    const { scanner, clock } = scannerWith(`port.on('message', ([{ type, seq }]) => {
      if (type === 'beat') port.postMessage([{ type: 'beaten', seq }]);
    });`);
    const pinged = ping(scanner);
    await clock.advance(20_000);
    expect(await pinged).toMatchObject({ ok: false });
  });

  it('tells how far a scan is to whoever asked for it, and answers it all the same', async () => {
    const { scanner } = scannerWith(`port.on('message', ([{ type, seq }]) => {
      if (type !== 'scan') return;
      port.postMessage([{ type: 'progressed', seq, bytesRead: 3, sizeBytes: 9 }, { type: 'progressed', seq: seq + 1, bytesRead: 1, sizeBytes: 1 }]);
      port.postMessage([{ type: 'scanned', seq, outcome: { kind: 'gone' } }, { type: 'progressed', seq, bytesRead: 9, sizeBytes: 9 }]);
    });`);
    const told: unknown[] = [];
    const outcome = await scanner.scan({
      path: filePath('/a'),
      endpoint,
      maxBytes: 10,
      isLenient: false,
      signal: new AbortController().signal,
      onProgress: (progress) => told.push(progress),
    });
    expect(outcome).toEqual({ kind: 'gone' });
    expect(told).toEqual([{ bytesRead: 3, sizeBytes: 9 }]);
  });
});
