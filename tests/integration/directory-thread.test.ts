import { Buffer } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Clock, systemClock } from '../../electron/base/clock.ts';
import { childPath, filePath, pathKey } from '../../electron/files/file-path.ts';
import { fromDirectoryThreadSchema, messagesAhead } from '../../electron/watch/directory-messages.ts';
import { createDirectoryThread } from '../../electron/watch/directory-thread.ts';
import type { Look } from '../../electron/watch/look-at-path.ts';
import { createDirectoryReader, type ReadDirectory } from '../../electron/watch/read-directory.ts';
import { builtWorker } from '../support/built-worker.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { tempDir } from '../support/temp-dir.ts';
import { waitFor } from '../support/wait-for.ts';

const never = new AbortController().signal;
const directoryAt = (path: string) => ({ path: filePath(path), dev: statSync(path, { bigint: true }).dev });

function startThread(workerUrl = builtWorker('directory-worker'), clock: Pick<Clock, 'schedule'> = systemClock) {
  const errors: unknown[] = [];
  const thread = createDirectoryThread({ workerUrl, clock, log: { error: (...said) => errors.push(said) } });
  onTestFinished(() => thread.stop());
  return { ...thread, errors };
}

async function allIn(path: string, read: ReadDirectory): Promise<ReadonlyMap<string, Look>> {
  const found = new Map<string, Look>();
  const parts = read(directoryAt(path), never);
  for (let next = await parts.next(); next.done !== true; next = await parts.next()) {
    for (const [name, look] of next.value) found.set(pathKey(name), look);
  }
  return found;
}

function fill(root: string, files: number): void {
  for (let index = 0; index < files; index += 1) writeFileSync(join(root, `${index}`), '');
}

/** The built worker, but for what it does at each of its starts, which are written down one a line. */
function startsOf(atStart: (start: number) => string = () => '') {
  const file = join(tempDir(), 'worker.mjs');
  const starts = `${file}.starts`;
  const count = () => readFileSync(starts, 'utf8').length;
  const lines = [0, 1, 2].map((start) => `if (starts === ${start}) { ${atStart(start)} }`);
  writeFileSync(starts, '');
  writeFileSync(
    file,
    `import { appendFileSync, readFileSync } from 'node:fs';
    import { parentPort } from 'node:worker_threads';
    const starts = readFileSync(${JSON.stringify(starts)}).length;
    appendFileSync(${JSON.stringify(starts)}, '.');
    ${lines.join('\n')}
    await import(${JSON.stringify(builtWorker('directory-worker').href)});`,
  );
  return { worker: pathToFileURL(file), count };
}

describe('the thread that reads directories', () => {
  test('tells what a reader in this thread tells, of any kind of entry and any name', async () => {
    const root = tempDir();
    fill(root, 700);
    for (const name of ['new\nline', '-dash', 'x'.repeat(255)]) writeFileSync(join(root, name), 'x');
    writeFileSync(childPath(filePath(root), Buffer.from([0xff, 0xfe])).bytes, 'not UTF-8');
    mkdirSync(join(root, 'directory'));
    symlinkSync('nowhere', join(root, 'link'));
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const { read } = startThread();
    const found = await allIn(root, read);
    expect(found.size).toBe(707);
    expect(found).toEqual(await allIn(root, createDirectoryReader()));
  });

  test('tells several directories at once, each whole', async () => {
    const root = tempDir();
    const names = Array.from({ length: 20 }, (_, index) => join(root, `${index}`));
    names.forEach((name, index) => {
      mkdirSync(name);
      fill(name, index * 40);
    });
    const { read } = startThread();
    const sizes = await Promise.all(names.map(async (name) => (await allIn(name, read)).size));
    expect(sizes).toEqual(names.map((_, index) => index * 40));
  });

  test('what is known to be silent is told as such, and not looked at', async () => {
    const root = tempDir();
    fill(root, 300);
    const silent = ['7', 'not there'].map((name) => Buffer.from(name));
    for (const read of [startThread().read, createDirectoryReader()]) {
      const found = await allIn(root, (directory, signal) => read({ ...directory, silent }, signal));
      expect(found.size).toBe(300);
      const others = [...found].filter(([, look]) => look.kind !== 'file');
      expect(others).toEqual([[expect.stringMatching(/\/7$/), { kind: 'unreadable', code: 'ETIMEDOUT' }]]);
    }
  });

  test('a directory that is gone, and one that is none, are told by the system’s names', async () => {
    const root = tempDir();
    const gone = directoryAt(root);
    rmSync(root, { recursive: true });
    const { read } = startThread();
    await expect(read(gone, never).next()).rejects.toMatchObject({ code: 'ENOENT' });
    const file = join(tempDir(), 'file');
    writeFileSync(file, '');
    await expect(read(directoryAt(file), never).next()).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  test('it reads no further ahead than a few messages, whatever the size of the directory', async () => {
    const root = tempDir();
    fill(root, 5_000);
    const worker = new Worker(builtWorker('directory-worker'));
    onTestFinished(async () => void (await worker.terminate()));
    let heard = 0;
    const ended = new Promise<void>((resolve) => {
      worker.on('message', (message: unknown) => {
        const said = fromDirectoryThreadSchema.parse(message);
        if (said.type === 'failed') throw new Error(said.code);
        heard += 1;
        if (said.seq === 2 || said.isLast) resolve();
      });
    });
    const { path, dev } = directoryAt(root);
    worker.postMessage({ type: 'read', seq: 1, path: new Uint8Array(path.bytes), dev, silent: [] });
    await waitFor('what may come unasked', () => heard >= messagesAhead);
    // Another, empty directory is told of meanwhile: the thread has nothing else to do.
    worker.postMessage({ type: 'read', seq: 2, path: new Uint8Array(filePath(tempDir()).bytes), dev, silent: [] });
    await ended;
    expect(heard).toBe(messagesAhead + 1);
  });

  test('a reading that is called off ends at once, and the next one is told as ever', async () => {
    const root = tempDir();
    fill(root, 3_000);
    const { read } = startThread();
    const abort = new AbortController();
    const parts = read(directoryAt(root), abort.signal);
    await parts.next();
    abort.abort(new Error('Enough.'));
    await expect(parts.next()).rejects.toThrow('Enough.');
    const left = read(directoryAt(root), never);
    await left.return?.();
    await expect(left.next()).resolves.toEqual({ done: true, value: undefined });
    expect((await allIn(root, read)).size).toBe(3_000);
  });

  test.each([
    ['ends', "throw new Error('a bug');", 'a bug'],
    ['ends in the midst of it', "setTimeout(() => { throw new Error('a bug'); }, 20);", 'a bug'],
    ['says what nobody understands', "parentPort.postMessage('hello');", 'it said something unknown'],
  ])(
    'what a thread was reading that %s is read without it, and another is started after a minute',
    async (_, fault, why) => {
      const root = tempDir();
      fill(root, 2_000);
      const { worker, count } = startsOf((start) => (start === 0 ? fault : ''));
      const clock = createFakeClock();
      const { read, errors } = startThread(worker, clock);
      expect((await allIn(root, read)).size).toBe(2_000);
      await waitFor('the loss', () => errors.length > 0);
      expect(errors).toEqual([['the thread that reads directories was lost', expect.stringContaining(why)]]);
      expect((await allIn(root, read)).size).toBe(2_000);
      expect(count()).toBe(1);
      await clock.advance(60_000);
      expect((await allIn(root, read)).size).toBe(2_000);
      expect(count()).toBe(2);
      expect(errors.length).toBe(1);
    },
  );

  test('without a thread that can start, everything is read all the same', async () => {
    const root = tempDir();
    fill(root, 3);
    const { read, errors } = startThread(pathToFileURL(join(tempDir(), 'nothing.js')));
    for (let time = 0; time < 2; time += 1) expect((await allIn(root, read)).size).toBe(3);
    expect(errors).toEqual([[expect.any(String), expect.stringContaining('Cannot find module')]]);
  });

  test('with nothing to read for half a minute it is ended, and the next reading starts it again', async () => {
    const root = tempDir();
    fill(root, 3);
    const { worker, count } = startsOf();
    const clock = createFakeClock();
    const { read, errors } = startThread(worker, clock);
    for (const [waitMs, starts] of [
      [29_000, 1],
      [30_000, 1],
      [0, 2],
    ] as const) {
      expect((await allIn(root, read)).size).toBe(3);
      expect(count()).toBe(starts);
      await clock.advance(waitMs);
    }
    const parts = read(directoryAt(root), never);
    await clock.advance(120_000);
    expect((await parts.next()).done).toBe(false);
    expect(errors).toEqual([]);
  });

  test('a stop ends what is being read', async () => {
    const root = tempDir();
    fill(root, 3_000);
    const { read, stop } = startThread();
    const parts = read(directoryAt(root), never);
    const [ended] = await Promise.allSettled([parts.next(), stop()]);
    expect(ended).toMatchObject({ status: 'rejected', reason: { message: 'Lazaret is stopping.' } });
  });
});
