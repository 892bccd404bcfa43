import { mkdirSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fail, ok } from '../../../contract/result.ts';
import { systemClock } from '../../../electron/base/clock.ts';
import type { Logger } from '../../../electron/base/log.ts';
import { within } from '../../../electron/base/within.ts';
import { connectControl } from '../../../electron/control/control-client.ts';
import { startControlServer } from '../../../electron/control/control-server.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { waitFor } from '../../support/wait-for.ts';

const quiet: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

async function startServer(directory = tempDir()) {
  const asked: unknown[] = [];
  const server = await startControlServer({
    directory,
    log: quiet,
    handle: async (name, input) => {
      asked.push([name, input]);
      return name === 'protection.pause' ? ok(null) : fail('not-found', 'nothing there');
    },
  });
  onTestFinished(() => server.stop());
  const client = await connectControl(server.socket);
  if (client === null) throw new Error('nobody listens');
  onTestFinished(() => client.close());
  return { server, client, asked };
}

describe('the control socket', () => {
  test('answers requests, each with its own result', async () => {
    const { client, asked } = await startServer();
    const [paused, missing] = await Promise.all([
      client.request('protection.pause', {}),
      client.request('quarantine.show', { id: 'x' }),
    ]);
    expect(paused).toEqual(ok(null));
    expect(missing).toEqual(fail('not-found', 'nothing there'));
    expect(asked).toEqual([
      ['protection.pause', {}],
      ['quarantine.show', { id: 'x' }],
    ]);
  });

  test.skipIf(process.platform === 'win32')('is for this user alone', async () => {
    const { server } = await startServer();
    expect(statSync(server.socket).mode & 0o777).toBe(0o600);
  });

  test.skipIf(process.platform === 'win32')('works where the data directory is too deep for a socket', async () => {
    const directory = join(tempDir(), 'deep'.repeat(40));
    mkdirSync(directory);
    const { client, server } = await startServer(directory);
    expect(server.socket.startsWith(directory)).toBe(false);
    expect(await client.request('protection.pause', {})).toEqual(ok(null));
  });

  test('tells events to every client', async () => {
    const { server, client } = await startServer();
    const seen: unknown[] = [];
    client.onEvent((event, jobIds) => seen.push([event.type, jobIds]));
    server.tell({ type: 'stopped', at: '2026-03-04T10:00:00.000Z' }, ['job-1']);
    await waitFor('the event', () => seen.length > 0);
    expect(seen).toEqual([['stopped', ['job-1']]]);
  });

  test('ends a connection that speaks garbage, and serves the others on', async () => {
    const { server, client } = await startServer();
    const rude = connect(server.socket);
    const closed = new Promise<void>((resolve) => rude.once('close', () => resolve()));
    rude.on('error', () => undefined);
    rude.write('GET / HTTP/1.1\r\n\r\n');
    await closed;
    expect(await client.request('protection.pause', {})).toEqual(ok(null));
  });

  test('says so when the other side goes away in the middle of a request', async () => {
    const directory = tempDir();
    const server = await startControlServer({ directory, log: quiet, handle: () => new Promise(() => undefined) });
    const client = await connectControl(server.socket);
    const answer = client?.request('protection.pause', {});
    await waitFor('the request to arrive', () => true);
    await server.stop();
    expect(await answer).toMatchObject({ ok: false, error: { code: 'stopped' } });
  });

  test('is waited for longer where a whole file is read, scanned or written, or a server asked', async () => {
    const clock = createFakeClock();
    const server = await startControlServer({
      directory: tempDir(),
      log: quiet,
      handle: () => new Promise(() => undefined),
    });
    onTestFinished(() => server.stop());
    const client = await connectControl(server.socket, clock);
    if (client === null) throw new Error('nobody listens');
    onTestFinished(() => client.close());
    const late: string[] = [];
    const ask = (name: string, answer: Promise<unknown>): void => void answer.then(() => late.push(name));
    ask('state.get', client.request('state.get', {}));
    ask('quarantine.rescan', client.request('quarantine.rescan', { id: 'x' }));
    ask('quarantine.exportTo', client.request('quarantine.exportTo', { id: 'x', to: '/tmp/x.zip' }));
    ask('quarantine.purge', client.request('quarantine.purge', { id: 'x' }));
    ask('reputation.ask', client.request('reputation.ask', { path: '/tmp/x' }));
    ask('reputation.test', client.request('reputation.test', {}));
    await clock.advance(60_000);
    expect(late).toEqual(['state.get']);
  });

  test('stops although a client reads nothing any more', async () => {
    const server = await startControlServer({ directory: tempDir(), log: quiet, handle: async () => ok(null) });
    const suspended = connect(server.socket);
    onTestFinished(() => void suspended.destroy());
    suspended.on('error', () => undefined);
    suspended.pause();
    await new Promise<void>((resolve) => suspended.once('connect', () => resolve()));
    const event = { type: 'engine', at: '2026-03-04T10:00:00.000Z', state: 'down', detail: 'x'.repeat(4096) } as const;
    // More than the system keeps for the other side, less than we do.
    for (let told = 0; told < 1_000; told += 1) server.tell(event, []);
    const stopped = await within(
      server.stop().then(() => 'stopped'),
      10_000,
      systemClock,
    );
    expect(stopped).toBe('stopped');
  });

  test('is not there when nobody listens', async () => {
    expect(await connectControl(join(tempDir(), 'control.sock'))).toBeNull();
  });
});
