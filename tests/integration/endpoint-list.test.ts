import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AppState } from '../../contract/state.ts';
import { formatEndpoint } from '../../electron/engine/endpoint.ts';
import { lazaret, setUpWatched, startLazaret } from '../support/lazaret-cli.ts';
import { startRealClamd, whyNoRealClamd } from '../support/real-clamd.ts';

describe.skipIf(whyNoRealClamd() !== null)('the endpoints of a running Lazaret', () => {
  test('are told one by one: those at work, one that is away, and one that cannot be read', async () => {
    const { root, data } = await setUpWatched();
    const clamd = await startRealClamd();
    onTestFinished(() => clamd.stop());
    const away = join(root, 'away.sock');
    process.env.LAZARET_CLAMD = [formatEndpoint(clamd.unix), formatEndpoint(clamd.tcp), away, 'scanner'].join(',');
    onTestFinished(() => {
      delete process.env.LAZARET_CLAMD;
    });
    const running = startLazaret(data);
    await running.next('ready');
    const state: AppState = JSON.parse((await lazaret(data, ['status', '--json'])).stdout);
    expect(state.engine.status).toBe('healthy');
    expect(state.engine.endpoints).toMatchObject([
      {
        endpoint: formatEndpoint(clamd.unix),
        healthy: true,
        inUse: true,
        trouble: null,
        stats: { queued: expect.any(Number) },
      },
      { endpoint: formatEndpoint(clamd.tcp), healthy: true, inUse: true, stats: { threads: { max: 10 } } },
      { endpoint: away, healthy: false, inUse: true, trouble: 'not-there', stats: null },
      { endpoint: 'scanner', healthy: false, inUse: false, trouble: 'unreadable' },
    ]);
    expect(state.protection.reasons).toContainEqual({
      code: 'endpoint-unreadable',
      params: { endpoint: 'scanner', count: 1 },
      remedy: 'open-engine',
    });
    const words = (await lazaret(data, ['status'])).stdout;
    expect(words).toContain('An engine address cannot be read: scanner');
    expect(words).toContain(`${away}: Does not answer`);
    expect(words).toContain('of 10 threads');
  });
});
