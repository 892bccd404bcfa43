import { closeSync, ftruncateSync, openSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ScanningFile, scanningFileSchema } from '../../contract/state.ts';
import { formatEndpoint } from '../../electron/engine/endpoint.ts';
import { lazaret, setUpWatched, startLazaret } from '../support/lazaret-cli.ts';
import { startRealClamd, whyNoRealClamd } from '../support/real-clamd.ts';
import { waitFor } from '../support/wait-for.ts';

const sizeBytes = 300 * 1024 * 1024;

/** A file of nothing but a hole. */
function makeSparse(path: string): void {
  const descriptor = openSync(path, 'wx');
  ftruncateSync(descriptor, sizeBytes);
  closeSync(descriptor);
}

const scanningNow = async (data: string): Promise<ScanningFile | null> => {
  const { queue } = JSON.parse((await lazaret(data, ['status', '--json'])).stdout);
  return queue.scanning.length === 0 ? null : scanningFileSchema.parse(queue.scanning[0]);
};

const noClamd = whyNoRealClamd();

describe.skipIf(noClamd !== null)(`a large file (${noClamd ?? 'clamd found'})`, () => {
  test('is seen to be read while clamd takes its time, ever further, until it has its verdict', async () => {
    const { root, data, watched } = await setUpWatched();
    const clamd = await startRealClamd({ only: 'unix', config: ['StreamMaxLength 400M'] });
    onTestFinished(() => clamd.stop());
    process.env.LAZARET_CLAMD = formatEndpoint(clamd.unix);
    onTestFinished(() => {
      delete process.env.LAZARET_CLAMD;
    });
    const running = startLazaret(data);
    await running.next('ready');
    makeSparse(join(root, 'disk.img'));
    const path = join(watched, 'disk.img');

    // It accepts the connection and takes what fits into the socket, but no more.
    clamd.signal('SIGSTOP');
    renameSync(join(root, 'disk.img'), path);
    const stuck = await waitFor('a scan under way', async () => {
      const file = await scanningNow(data);
      return file?.progress == null ? false : file;
    });
    expect(stuck).toMatchObject({ path, size: sizeBytes, progress: { phase: 'reading' } });
    expect(stuck.progress?.bytesRead).toBeLessThan(sizeBytes / 10);

    const words = (await lazaret(data, ['status'])).stdout;
    expect(words).toMatch(/\n {12}\S+disk\.img: [\d.]+ (?:bytes|[kM]B) of 314\.6 MB read, for \d+ s\n/);

    clamd.signal('SIGCONT');
    const seen: number[] = [stuck.progress?.bytesRead ?? 0];
    await waitFor(
      'the end of the scan',
      async () => {
        const file = await scanningNow(data);
        if (file === null) return true;
        if (file.progress === null) return false;
        expect(file.progress.phase).toBe(file.progress.bytesRead === sizeBytes ? 'engine' : 'reading');
        seen.push(file.progress.bytesRead);
        return false;
      },
      { deadlineMs: 60_000 },
    );
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(await running.next('verdict', (verdict) => verdict.path === path)).toMatchObject({
      verdict: 'clean',
      size: sizeBytes,
    });
  });
});
