import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createEndpointCheck, type EndpointHealth } from '../../../electron/engine/canary.ts';
import type { Endpoint } from '../../../electron/engine/endpoint.ts';
import { troubleOf } from '../../../electron/engine/endpoint-trouble.ts';
import { type FakeScript, startFakeClamd } from '../../support/fake-clamd.ts';
import { tempDir } from '../../support/temp-dir.ts';

/** `patienceMs` is waited in vain only where nothing is answered. */
const troubleAt = async (endpoint: Endpoint, patienceMs = 5_000) =>
  troubleOf(
    await createEndpointCheck()(
      endpoint,
      { commandMs: patienceMs, canaryMs: patienceMs },
      new AbortController().signal,
    ),
  );

/** PING and VERSION as they should be; every stream is answered alike. */
const saying =
  (verdict: string): FakeScript =>
  ({ socket, wholeStream }) => {
    socket.once('data', async (first: Buffer) => {
      const command = first.toString('latin1');
      if (command.startsWith('zPING')) socket.end('PONG\0');
      else if (command.startsWith('zVERSION')) socket.end('ClamAV 1.4.6/27800/Thu Sep 11 08:31:02 2025\0');
      else {
        await wholeStream();
        socket.end(verdict);
      }
    });
  };

async function fakeSaying(script: FakeScript): Promise<Endpoint> {
  const clamd = await startFakeClamd('unix', script);
  onTestFinished(() => clamd.stop());
  return clamd.endpoint;
}

describe('what is wrong with an endpoint', () => {
  it('is told apart by what really happens there', async () => {
    expect(await troubleAt({ kind: 'unix', path: join(tempDir(), 'nothing.sock') })).toBe('not-there');
    const left = await startFakeClamd('tcp', () => undefined);
    await left.stop();
    expect(await troubleAt(left.endpoint)).toBe('refused');
    expect(await troubleAt(await fakeSaying(() => undefined), 200)).toBe('silent');
    expect(await troubleAt(await fakeSaying(saying('stream: OK\0')))).toBe('finds-nothing');
    expect(await troubleAt(await fakeSaying(saying('stream: Eicar FOUND\0')))).toBe('misjudges');
  });

  it('is another service that took the port', async () => {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void server.close());
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    expect(await troubleAt({ kind: 'tcp', host: '127.0.0.1', port: address.port })).toBe('not-clamd');
  });

  it.each([
    [null, 'unchecked'],
    [{ healthy: false, detail: 'PING: EACCES' }, 'denied'],
    [{ healthy: false, detail: 'PING: ENOTFOUND' }, 'unknown-host'],
    [{ healthy: false, detail: 'PING: no connection in 5000 ms' }, 'unreachable'],
    [{ healthy: false, detail: 'The scan thread is not running.' }, 'other'],
  ] as const)('is %j: %s', (health: EndpointHealth | null, trouble) => {
    expect(troubleOf(health)).toBe(trouble);
  });

  it('is nothing when it is well, but for one that looks away', () => {
    const well = { healthy: true, name: 'ClamAV 1.4.6', signatureVersion: null, signaturesBuiltAt: null } as const;
    expect(troubleOf({ ...well, caveat: null })).toBeNull();
    expect(troubleOf({ ...well, caveat: { kind: 'lenient', detail: 'It passes encrypted archives.' } })).toBe(
      'lenient',
    );
    expect(troubleOf({ ...well, caveat: { kind: 'cutting', detail: 'It looks into the beginning.' } })).toBe('cutting');
  });
});
