import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkDeadlines, createEndpointCheck } from '../../electron/engine/canary.ts';
import type { Endpoint } from '../../electron/engine/endpoint.ts';
import { filePath } from '../../electron/files/file-path.ts';
import { createScanner } from '../../electron/scan/scanner.ts';
import { builtWorker } from '../support/built-worker.ts';
import { eicar } from '../support/eicar.ts';
import { startRealClamd, whyNoRealClamd } from '../support/real-clamd.ts';
import { tempDir } from '../support/temp-dir.ts';
import { waitFor } from '../support/wait-for.ts';

const log = { warn: () => undefined, error: () => undefined };
const never = new AbortController().signal;

/** A file system without a free byte, and how to make room; null where this user may not mount one. */
function fullDisk(): { readonly directory: string; readonly filler: string } | null {
  const directory = tempDir();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', directory], { stdio: 'ignore' });
  } catch {
    return null;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', directory]));
  const filler = join(directory, 'filler');
  expect(() => writeFileSync(filler, Buffer.alloc(1024 * 1024))).toThrow('ENOSPC');
  return { directory, filler };
}

describe.skipIf(whyNoRealClamd() !== null)(`a real clamd (${whyNoRealClamd() ?? 'found'})`, () => {
  it('calls none of 400 viruses clean while its temp directory is full', async ({ skip }) => {
    const disk = fullDisk();
    if (disk === null) return skip('this user may not mount a small disk');
    const clamd = await startRealClamd({ config: [`TemporaryDirectory ${disk.directory}`] });
    onTestFinished(() => clamd.stop());
    const scanner = createScanner({ workerUrl: builtWorker(), log });
    onTestFinished(() => scanner.stop());
    const path = join(tempDir(), 'eicar');
    writeFileSync(path, eicar());
    const scan = async (endpoint: Endpoint): Promise<string> => {
      const outcome = await scanner.scan({
        path: filePath(path),
        endpoint,
        maxBytes: 1_000_000,
        isLenient: false,
        signal: never,
      });
      return outcome.kind === 'verdict' ? `${outcome.verdict}: ${outcome.reason}` : outcome.kind;
    };
    const said = new Map<string, number>();
    for (let turn = 0; turn < 50; turn += 1) {
      const endpoints = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? clamd.unix : clamd.tcp));
      for (const verdict of await Promise.all(endpoints.map(scan))) said.set(verdict, (said.get(verdict) ?? 0) + 1);
    }
    const checkEndpoint = createEndpointCheck();
    expect(Object.fromEntries(said)).toEqual({ 'failed: engine-error': 400 });
    expect(await checkEndpoint(clamd.unix, checkDeadlines, never)).toMatchObject({ healthy: false });

    rmSync(disk.filler);
    await waitFor('a healthy clamd', async () => (await checkEndpoint(clamd.unix, checkDeadlines, never)).healthy);
    expect(await scan(clamd.unix)).toBe('infected: null');
  });
});
