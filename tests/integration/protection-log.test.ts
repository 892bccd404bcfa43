import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lazaret, setUpWatched, startLazaret } from '../support/lazaret-cli.ts';
import { whyNoRealClamd } from '../support/real-clamd.ts';
import { waitFor } from '../support/wait-for.ts';

const noClamd = whyNoRealClamd();

describe.skipIf(noClamd !== null)(`the protection log (${noClamd ?? 'clamd found'})`, () => {
  test('tells starts, a crash, a pause and a full scan, in the terminal and as JSON', async () => {
    const { data, watched } = await setUpWatched();
    writeFileSync(join(watched, 'a'), 'x');
    const first = startLazaret(data, ['scan']);
    await first.next('progress', ({ phase }) => phase === 'done');
    expect((await lazaret(data, ['pause', '15m'])).code).toBe(0);
    expect((await lazaret(data, ['resume'])).code).toBe(0);
    await first.stop('SIGKILL');
    const second = startLazaret(data);
    await second.next('ready');
    await second.stop();

    const { entries } = JSON.parse((await lazaret(data, ['log', '--json'])).stdout);
    const kinds = entries.map(({ event }: { event: { kind: string } }) => event.kind).reverse();
    expect(kinds).toEqual([
      'folder-added',
      'started',
      'engine',
      'signatures',
      'full-scan',
      'paused',
      'resumed',
      'started',
      'stopped',
    ]);
    expect(entries.at(-2).event).toMatchObject({ after: 'first' });
    expect(entries[1].event).toMatchObject({ after: 'crash' });
    const { stdout } = await lazaret(data, ['log', '--limit', '3']);
    expect(stdout.split('\n').map((line) => line.slice(26))).toEqual([
      'Lazaret was stopped: nothing was watched from then on',
      'Lazaret started; before that it had ended without a word (killed, or the power was cut)',
      expect.stringMatching(/^Scanning went on after \d+ s$/),
      '',
    ]);
    expect((await lazaret(data, ['log', '--since', 'yesterday'])).code).toBe(2);
  });

  test('tells while it runs what just happened', async () => {
    const { data } = await setUpWatched();
    const running = startLazaret(data);
    await running.next('ready');
    const status = async () => JSON.parse((await lazaret(data, ['status', '--json'])).stdout);
    const before: number = (await status()).newestLogEntry;
    await lazaret(data, ['pause', '1h']);
    await waitFor('a new entry', async () => (await status()).newestLogEntry > before);
    expect((await lazaret(data, ['log', '--limit', '1'])).stdout).toMatch(/Scanning was paused until 20/);
  });
});
