import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Endpoint } from '../../../electron/engine/endpoint.ts';
import { filePath } from '../../../electron/files/file-path.ts';
import { createFileOpener } from '../../../electron/scan/open-file.ts';
import { createFileScan } from '../../../electron/scan/scan-file.ts';
import { answerWith, type FakeScript, startFakeClamd } from '../../support/fake-clamd.ts';
import { tempDir } from '../../support/temp-dir.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const openDescriptors = (): number => readdirSync('/proc/self/fd').length;

async function endpointThat(script: FakeScript): Promise<Endpoint> {
  const clamd = await startFakeClamd('unix', script);
  onTestFinished(() => clamd.stop());
  return clamd.endpoint;
}

const scanFile = createFileScan(createFileOpener());
const scan = (path: string | Buffer, endpoint: Endpoint, maxBytes = 1024 * 1024, isLenient = false) =>
  scanFile({
    path: filePath(path),
    endpoint,
    maxBytes,
    isLenient,
    signal: new AbortController().signal,
    deadlinesFor: () => ({ connectMs: 2_000, stallMs: 2_000, replyMs: 2_000, totalMs: 10_000 }),
  });

describe('scanning a file', () => {
  it('is clean with the hash of what the engine read', async () => {
    const path = join(tempDir(), 'a.txt');
    writeFileSync(path, 'hello');
    const outcome = await scan(path, await endpointThat(answerWith('stream: OK\0')));
    expect(outcome).toMatchObject({ verdict: 'clean', reason: null, signature: null, sha256: sha256('hello') });
  });

  it('works for a name that is not valid UTF-8', async () => {
    const path = Buffer.concat([Buffer.from(`${tempDir()}/`), Buffer.from([0xff, 0xfe])]);
    writeFileSync(path, 'hello');
    const outcome = await scan(path, await endpointThat(answerWith('stream: OK\0')));
    expect(outcome).toMatchObject({ verdict: 'clean' });
  });

  it('is infected with signature, hash and identity', async () => {
    const path = join(tempDir(), 'a.txt');
    writeFileSync(path, 'bad');
    const outcome = await scan(path, await endpointThat(answerWith('stream: Evil FOUND\0')));
    expect(outcome).toMatchObject({
      verdict: 'infected',
      signature: 'Evil',
      sha256: sha256('bad'),
      identity: { size: 3n },
    });
  });

  it('is only suspicious when the engine guesses', async () => {
    const path = join(tempDir(), 'a.txt');
    writeFileSync(path, 'bad');
    const outcome = await scan(path, await endpointThat(answerWith('stream: Heuristics.OLE2.ContainsMacros FOUND\0')));
    expect(outcome).toMatchObject({ verdict: 'suspicious', signature: 'Heuristics.OLE2.ContainsMacros' });
  });

  describe('with an engine that calls clean what it did not look into', () => {
    const scanWithOk = async (content: string | Buffer, isLenient = true) => {
      const path = join(tempDir(), 'a');
      writeFileSync(path, content);
      return await scan(path, await endpointThat(answerWith('stream: OK\0')), 1024 * 1024, isLenient);
    };

    it('is clean where nothing can be hidden from it', async () => {
      expect(await scanWithOk('just a text')).toMatchObject({ verdict: 'clean' });
      expect(await scanWithOk('')).toMatchObject({ verdict: 'clean' });
    });

    it('is not clean where something can be, unless the engine reports what it does not look into', async () => {
      const content = Buffer.from('PK\x03\x04 and more', 'latin1');
      expect(await scanWithOk(content)).toMatchObject({
        verdict: 'unscannable',
        reason: 'engine-lenient',
        sha256: createHash('sha256').update(content).digest('hex'),
      });
      expect(await scanWithOk(content, false)).toMatchObject({ verdict: 'clean' });
    });

    it('is not clean where what tells lies behind the first chunk of a slow disk', async () => {
      const content = Buffer.from(`${'\0'.repeat(0x8001)}CD001${'\0'.repeat(600_000)}`, 'latin1');
      expect(await scanWithOk(content)).toMatchObject({ verdict: 'unscannable', reason: 'engine-lenient' });
    });

    it('is infected all the same where that is what it says', async () => {
      const path = join(tempDir(), 'a.zip');
      writeFileSync(path, 'PK\x03\x04');
      const endpoint = await endpointThat(answerWith('stream: Evil FOUND\0'));
      expect(await scan(path, endpoint, 1024, true)).toMatchObject({ verdict: 'infected', signature: 'Evil' });
    });
  });

  it('is never clean when the file grew meanwhile', async () => {
    const path = join(tempDir(), 'a.txt');
    writeFileSync(path, 'hello');
    const endpoint = await endpointThat(async ({ socket, wholeStream }) => {
      await wholeStream();
      appendFileSync(path, ' and more');
      socket.end('stream: OK\0');
    });
    expect(await scan(path, endpoint)).toMatchObject({ verdict: 'failed', reason: 'changed-while-scanning' });
  });

  it('is never clean when the file was written over in place and its time set back', async () => {
    const path = join(tempDir(), 'a.txt');
    writeFileSync(path, 'hello');
    const time = new Date('2024-01-01T00:00:00Z');
    utimesSync(path, time, time);
    const endpoint = await endpointThat(async ({ socket, wholeStream }) => {
      await wholeStream();
      writeFileSync(path, 'virus');
      utimesSync(path, time, time);
      socket.end('stream: OK\0');
    });
    expect(await scan(path, endpoint)).toMatchObject({ verdict: 'failed', reason: 'changed-while-scanning' });
  });

  it('is never clean when the file shrank meanwhile', async () => {
    const path = join(tempDir(), 'a.bin');
    writeFileSync(path, Buffer.alloc(8 * 1024 * 1024));
    const endpoint = await endpointThat(async ({ socket, wholeStream }) => {
      truncateSync(path, 10);
      await wholeStream();
      socket.end('stream: OK\0');
    });
    expect(await scan(path, endpoint, 2 ** 30)).toMatchObject({ verdict: 'failed', reason: 'changed-while-scanning' });
  });

  it('says too large without asking the engine', async () => {
    const path = join(tempDir(), 'a.txt');
    writeFileSync(path, 'hello');
    const clamd = await startFakeClamd('unix', answerWith('stream: OK\0'));
    onTestFinished(() => clamd.stop());
    expect(await scan(path, clamd.endpoint, 4)).toMatchObject({ verdict: 'unscannable', reason: 'too-large' });
    expect(clamd.connections()).toBe(0);
    expect(await scan(path, clamd.endpoint, 5)).toMatchObject({ verdict: 'clean' });
  });

  it('has nothing to say of a file that is gone', async () => {
    const endpoint = await endpointThat(answerWith('stream: OK\0'));
    expect(await scan(join(tempDir(), 'missing'), endpoint)).toEqual({ kind: 'gone' });
  });

  it('never follows a link, opens a pipe, a socket or a directory', async () => {
    const directory = tempDir();
    const endpoint = await endpointThat(answerWith('stream: OK\0'));
    writeFileSync(join(directory, 'target'), 'hello');
    symlinkSync('target', join(directory, 'link'));
    execFileSync('mkfifo', [join(directory, 'fifo')]);
    mkdirSync(join(directory, 'directory'));
    const server = createServer().listen(join(directory, 'socket'));
    onTestFinished(() => void server.close());
    for (const name of ['link', 'fifo', 'directory', 'socket']) {
      const outcome = await scan(join(directory, name), endpoint);
      expect(outcome, name).toMatchObject({ verdict: 'unscannable', reason: 'not-regular', sha256: null });
    }
  });

  it.skipIf(process.getuid?.() === 0)('says unreadable of a file it may not open', async () => {
    const path = join(tempDir(), 'secret');
    writeFileSync(path, 'hello');
    chmodSync(path, 0);
    const endpoint = await endpointThat(answerWith('stream: OK\0'));
    expect(await scan(path, endpoint)).toMatchObject({ verdict: 'unscannable', reason: 'unreadable' });
  });

  it('gives every descriptor back, whatever happened', async () => {
    const path = join(tempDir(), 'a.bin');
    writeFileSync(path, Buffer.alloc(3 * 1024 * 1024));
    const clamd = await startFakeClamd('unix', answerWith('stream: OK\0'));
    onTestFinished(() => clamd.stop());
    const before = openDescriptors();
    const scripts: readonly FakeScript[] = [
      answerWith('stream: OK\0'),
      answerWith('nonsense'),
      ({ socket }) => void socket.destroy(),
      ({ socket }) => void socket.once('data', () => socket.destroy()),
    ];
    for (const script of scripts) {
      clamd.setScript(script);
      for (let turn = 0; turn < 20; turn += 1) await scan(path, clamd.endpoint, 2 ** 30);
    }
    await expect.poll(openDescriptors).toBeLessThanOrEqual(before);
  });
});
