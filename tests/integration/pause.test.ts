import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lazaret, setUpWatched, startLazaret } from '../support/lazaret-cli.ts';
import { whyNoRealClamd } from '../support/real-clamd.ts';
import { waitFor } from '../support/wait-for.ts';

const noClamd = whyNoRealClamd();

describe.skipIf(noClamd !== null)(`pausing (${noClamd ?? 'clamd found'})`, () => {
  test('arrivals of a pause are kept, over a restart too, and scanned when it ends', async () => {
    const { data, watched } = await setUpWatched();
    const status = async () => JSON.parse((await lazaret(data, ['status', '--json'])).stdout);
    const first = startLazaret(data);
    await first.next('ready');
    const paused = await lazaret(data, ['pause', '1h', '--json']);
    const { pausedUntil } = JSON.parse(paused.stdout);
    expect(new Date(pausedUntil).getTime()).toBeGreaterThan(Date.now() + 59 * 60_000);
    writeFileSync(join(watched, 'before'), 'x');
    await waitFor('the arrival in the queue', async () => (await status()).queue.queued === 1 || undefined);
    const { protection } = await status();
    expect(protection).toMatchObject({ level: 'attention', paused: true, pausedUntil });
    expect(protection.reasons).toContainEqual(expect.objectContaining({ code: 'paused' }));
    await first.stop();
    writeFileSync(join(watched, 'closed'), 'x');

    const second = startLazaret(data);
    await second.next('ready');
    writeFileSync(join(watched, 'after'), 'x');
    await waitFor('all three in the queue', async () => (await status()).queue.queued === 3 || undefined);
    expect(second.events.filter(({ type }) => type === 'verdict')).toEqual([]);
    expect(await lazaret(data, ['resume'])).toMatchObject({ code: 0 });
    for (const name of ['before', 'closed', 'after']) {
      await second.next('verdict', ({ path }) => path === join(watched, name));
    }
    expect((await status()).protection.paused).toBe(false);
  });

  test('a pause until restart ends with it, and without a running Lazaret there is nothing to pause', async () => {
    const { data, watched } = await setUpWatched();
    const first = startLazaret(data);
    await first.next('ready');
    expect((await lazaret(data, ['pause', 'until-restart'])).code).toBe(0);
    writeFileSync(join(watched, 'a'), 'x');
    await first.stop();
    expect((await lazaret(data, ['pause', '15m'])).code).toBe(2);
    expect((await lazaret(data, ['resume'])).stdout).toContain('Lazaret is not running');
    const second = startLazaret(data);
    await second.next('verdict', ({ path }) => path === join(watched, 'a'));
  });

  test('a pause that is no time is refused', async () => {
    const { data } = await setUpWatched();
    for (const time of ['0m', '25h', '5', 'soon']) {
      const { code, stderr } = await lazaret(data, ['pause', time]);
      expect(code).toBe(2);
      expect(stderr).toMatch(/is invalid for argument 'time'. It must be like 15m or 1h/);
    }
  });
});
