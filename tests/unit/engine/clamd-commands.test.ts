import { describe, expect, it, onTestFinished } from 'vitest';
import { parseVersion, ping, version } from '../../../electron/engine/clamd-commands.ts';
import type { Endpoint } from '../../../electron/engine/endpoint.ts';
import { type FakeScript, startFakeClamd } from '../../support/fake-clamd.ts';

const never = new AbortController().signal;

async function fake(kind: Endpoint['kind'], script: FakeScript): Promise<Endpoint> {
  const clamd = await startFakeClamd(kind, script);
  onTestFinished(() => clamd.stop());
  return clamd.endpoint;
}

const reply =
  (text: string): FakeScript =>
  ({ socket }) =>
    void socket.once('data', () => socket.end(text));

describe.each(['tcp', 'unix'] as const)('asking clamd over %s', (kind) => {
  it('takes only PONG for a sign of life', async () => {
    expect(await ping(await fake(kind, reply('PONG\0')), 1_000, never)).toMatchObject({ ok: true });
    for (const text of ['', 'PONG', 'PONG\n', 'PONG\0PONG\0', 'UNKNOWN COMMAND\0']) {
      expect(await ping(await fake(kind, reply(text)), 1_000, never)).toMatchObject({ ok: false });
    }
  });

  it('does not wait for a clamd that is silent', async () => {
    const endpoint = await fake(kind, () => undefined);
    const startedAt = performance.now();
    expect(await ping(endpoint, 150, never)).toMatchObject({ ok: false });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it('reads version and database', async () => {
    const endpoint = await fake(kind, reply('ClamAV 1.4.6/27800/Thu Sep 11 08:31:02 2025\0'));
    expect(await version(endpoint, 1_000, never)).toEqual({
      ok: true,
      value: {
        name: 'ClamAV 1.4.6',
        signatureVersion: '27800',
        signaturesBuiltAt: new Date(2025, 8, 11, 8, 31, 2).toISOString(),
      },
    });
  });
});

describe('the version line', () => {
  it('is read without a database, as on starter signatures', () => {
    expect(parseVersion('ClamAV 1.5.0-rc1')).toEqual({
      name: 'ClamAV 1.5.0-rc1',
      signatureVersion: null,
      signaturesBuiltAt: null,
    });
  });

  it('keeps the database when its time cannot be read', () => {
    expect(parseVersion('ClamAV 1.4.6/27800/Foo Bar  1 08')).toMatchObject({
      signatureVersion: '27800',
      signaturesBuiltAt: null,
    });
  });

  it.each(['', 'COMMAND UNAVAILABLE', 'ClamAV', 'ClamAV 1.4.6/x/y', 'ClamAV 1.4.6\nmore'])('is not %j', (text) => {
    expect(parseVersion(text)).toBeNull();
  });
});
