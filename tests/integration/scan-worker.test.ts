import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { getAttributeSync, setAttributeSync } from '@napi-rs/xattr';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Endpoint } from '../../electron/engine/endpoint.ts';
import { filePath } from '../../electron/files/file-path.ts';
import type { ReadingProgress } from '../../electron/scan/reading-progress.ts';
import { createScanner, type Scanner } from '../../electron/scan/scanner.ts';
import { builtWorker } from '../support/built-worker.ts';
import { eicar } from '../support/eicar.ts';
import { answerWith, startFakeClamd } from '../support/fake-clamd.ts';
import { type RealClamd, startRealClamd, whyNoRealClamd } from '../support/real-clamd.ts';
import { tempDir } from '../support/temp-dir.ts';
import { waitFor } from '../support/wait-for.ts';

const log = { warn: () => undefined, error: () => undefined };
const mebibyte = 1024 * 1024;
const never = new AbortController().signal;
const testFiles = '/usr/share/clamav-testfiles';

function startScanner(): Scanner {
  const scanner = createScanner({ workerUrl: builtWorker(), log });
  onTestFinished(() => scanner.stop());
  return scanner;
}

const scanWith = (scanner: Scanner, endpoint: Endpoint, path: string, maxBytes = 512 * mebibyte) =>
  scanner.scan({ path: filePath(path), endpoint, maxBytes, isLenient: false, signal: never });

function file(name: string, content: string | Buffer): string {
  const path = join(tempDir(), name);
  writeFileSync(path, content);
  return path;
}

/** Not every file system keeps attributes of a user's own; tmpfs of an older Linux does not. */
const whyNoAttributes = ((): string | null => {
  const probe = join(mkdtempSync(join(tmpdir(), 'lazaret-')), 'probe');
  writeFileSync(probe, '');
  try {
    setAttributeSync(probe, 'user.lazaret', 'x');
    return getAttributeSync(probe, 'user.lazaret') === null ? 'attributes are not kept here' : null;
  } catch (error) {
    return `attributes cannot be set here: ${String(error)}`;
  } finally {
    rmSync(dirname(probe), { recursive: true });
  }
})();

describe.each(['tcp', 'unix'] as const)('the built worker with an ill clamd over %s', (kind) => {
  it.each([
    ['says nothing', '', 'no-reply'],
    ['has a full temp directory', 'Error writing to temporary file ERROR\0stream: OK\0', 'engine-error'],
    ['forgets the terminator', 'stream: OK', 'garbled-reply'],
  ])('never calls a file clean when clamd %s', async (_, text, reason) => {
    const clamd = await startFakeClamd(kind, answerWith(text));
    onTestFinished(() => clamd.stop());
    const outcome = await scanWith(startScanner(), clamd.endpoint, file('a', 'x'));
    expect(outcome).toMatchObject({ verdict: 'failed', reason });
  });

  it.skipIf(whyNoAttributes !== null)(
    `says where a download came from (${whyNoAttributes ?? 'attributes are kept'})`,
    async () => {
      const clamd = await startFakeClamd(kind, answerWith('stream: OK\0'));
      onTestFinished(() => clamd.stop());
      const path = file('setup.exe', 'x');
      setAttributeSync(path, 'user.xdg.origin.url', 'https://ada:secret@example.org/setup.exe?token=1');
      expect(await scanWith(startScanner(), clamd.endpoint, path)).toMatchObject({
        verdict: 'clean',
        origin: { url: 'https://example.org/setup.exe', referrer: null },
      });
    },
  );

  it('tells how far a large file is while clamd takes it slowly, and when the rest is up to clamd', async () => {
    const size = 12 * mebibyte;
    const path = file('large.iso', Buffer.alloc(size));
    const told: ReadingProgress[] = [];
    const toldSize = (): boolean => told.at(-1)?.bytesRead === size;
    const clamd = await startFakeClamd(kind, async ({ socket, wholeStream }) => {
      socket.pause();
      await waitFor('the first word of it', () => told.length > 0);
      socket.resume();
      await wholeStream();
      await waitFor('word of the last byte', toldSize);
      socket.end('stream: OK\0');
    });
    onTestFinished(() => clamd.stop());
    const outcome = await startScanner().scan({
      path: filePath(path),
      endpoint: clamd.endpoint,
      maxBytes: size,
      isLenient: false,
      signal: never,
      onProgress: (progress) => told.push(progress),
    });
    expect(outcome).toMatchObject({ verdict: 'clean' });
    expect(told[0]?.bytesRead).toBeLessThan(size);
    expect(told.at(-1)).toEqual({ bytesRead: size, sizeBytes: size });
    const steps = told.map(({ bytesRead }) => bytesRead);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
  });

  it('tells nothing of small files', async () => {
    const clamd = await startFakeClamd(kind, answerWith('stream: OK\0'));
    onTestFinished(() => clamd.stop());
    const scanner = startScanner();
    const path = filePath(file('small', Buffer.alloc(100_000)));
    const told: ReadingProgress[] = [];
    const onProgress = (progress: ReadingProgress) => told.push(progress);
    const request = { path, endpoint: clamd.endpoint, maxBytes: mebibyte, isLenient: false, signal: never, onProgress };
    await Promise.all(Array.from({ length: 50 }, () => scanner.scan(request)));
    expect(told).toEqual([]);
  });

  it('ends a scan that is cancelled', async () => {
    const abort = new AbortController();
    const clamd = await startFakeClamd(kind, () => abort.abort());
    onTestFinished(() => clamd.stop());
    const scanner = startScanner();
    const path = filePath(file('a', 'x'));
    const outcome = await scanner.scan({
      path,
      endpoint: clamd.endpoint,
      maxBytes: 10,
      isLenient: false,
      signal: abort.signal,
    });
    expect(outcome).toMatchObject({ verdict: 'failed', reason: 'engine-unavailable' });
  });

  it('answers everything still asked when it is stopped', async () => {
    const clamd = await startFakeClamd(kind, () => undefined);
    onTestFinished(() => clamd.stop());
    const scanner = startScanner();
    const path = file('a', 'x');
    const scans = [1, 2, 3].map(() => scanWith(scanner, clamd.endpoint, path));
    await scanner.stop();
    for (const outcome of await Promise.all(scans)) {
      expect(outcome).toMatchObject({ verdict: 'failed', reason: 'worker-lost' });
    }
  });
});

describe.skipIf(whyNoRealClamd() !== null)(
  `the built worker with a real clamd (${whyNoRealClamd() ?? 'found'})`,
  () => {
    let clamd: RealClamd;
    beforeAll(async () => {
      clamd = await startRealClamd({ config: ['StreamMaxLength 5M'] });
    });
    afterAll(() => clamd.stop());

    describe.each(['tcp', 'unix'] as const)('over %s', (kind) => {
      const scan = (path: string) => scanWith(startScanner(), clamd[kind], path);

      it('finds EICAR, also in a zip', async () => {
        const directory = tempDir();
        writeFileSync(join(directory, 'eicar.com'), eicar());
        execFileSync('zip', ['-q', 'eicar.zip', 'eicar.com'], { cwd: directory });
        for (const name of ['eicar.com', 'eicar.zip']) {
          expect(await scan(join(directory, name))).toMatchObject({
            verdict: 'infected',
            signature: 'Eicar-Test-Signature.UNOFFICIAL',
          });
        }
      });

      it('says encrypted of a locked zip', async () => {
        const directory = tempDir();
        writeFileSync(join(directory, 'eicar.com'), eicar());
        execFileSync('zip', ['-q', '-P', 'secret', 'locked.zip', 'eicar.com'], { cwd: directory });
        expect(await scan(join(directory, 'locked.zip'))).toMatchObject({
          verdict: 'unscannable',
          reason: 'encrypted',
          signature: 'Heuristics.Encrypted.Zip',
        });
      });

      it('says that archives in archives go deeper than the engine looks', async () => {
        const directory = tempDir();
        writeFileSync(join(directory, '0'), eicar());
        for (let depth = 1; depth <= 18; depth += 1) {
          execFileSync('zip', ['-q', '-0', `${depth}.zip`, depth === 1 ? '0' : `${depth - 1}.zip`], { cwd: directory });
        }
        expect(await scan(join(directory, '18.zip'))).toMatchObject({
          verdict: 'unscannable',
          reason: 'limits-exceeded',
        });
      });

      it('says too large of a file over the limit of clamd, every time', async () => {
        const path = file('large', Buffer.alloc(40 * mebibyte, 'x'));
        for (let turn = 0; turn < 5; turn += 1) {
          expect(await scan(path)).toMatchObject({ verdict: 'unscannable', reason: 'too-large' });
        }
      });

      it('calls a harmless file clean, with its hash, and an empty one too', async () => {
        const bytes = Buffer.alloc(4 * mebibyte + 1, 'x');
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        expect(await scan(file('a', bytes))).toMatchObject({ verdict: 'clean', sha256 });
        expect(await scan(file('b', ''))).toMatchObject({ verdict: 'clean' });
      });

      it('never follows a link to a harmless file', async () => {
        const directory = tempDir();
        writeFileSync(join(directory, 'target'), 'x');
        symlinkSync('target', join(directory, 'link'));
        expect(await scan(join(directory, 'link'))).toMatchObject({ verdict: 'unscannable', reason: 'not-regular' });
      });
    });

    it.skipIf(!hasTestFiles())('finds every one of the files of clamav-testfiles', async () => {
      const directory = tempDir();
      const names = readdirSync(testFiles);
      const scanner = startScanner();
      const outcomes = await Promise.all(
        names.map((name) => {
          copyFileSync(join(testFiles, name), join(directory, name));
          return scanWith(scanner, clamd.unix, join(directory, name));
        }),
      );
      const missed = names.filter((_, index) => {
        const outcome = outcomes[index];
        return outcome?.kind !== 'verdict' || outcome.verdict !== 'infected';
      });
      expect(missed).toEqual([]);
      expect(names.length).toBeGreaterThanOrEqual(44);
    });

    it('passes an engine that works, and says what it does not look into', async () => {
      const scanner = startScanner();
      expect(await scanner.check(clamd.unix, never)).toMatchObject({
        healthy: true,
        signatureVersion: null,
        caveat: null,
      });
      const plain = await startRealClamd({ hardened: false });
      onTestFinished(() => plain.stop());
      expect(await scanner.check(plain.tcp, never)).toMatchObject({
        healthy: true,
        name: expect.stringMatching(/^ClamAV \d/),
        caveat: { kind: 'lenient', detail: expect.stringContaining('set AlertEncrypted and AlertExceedsMax') },
      });
    });
  },
);

function hasTestFiles(): boolean {
  try {
    return readdirSync(testFiles).length > 0;
  } catch {
    return false;
  }
}
