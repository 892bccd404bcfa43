import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eicar } from '../support/eicar.ts';
import { lazaret, setUpWatched, startLazaret } from '../support/lazaret-cli.ts';
import { whyNoRealClamd } from '../support/real-clamd.ts';

const why = whyNoRealClamd();

test.skipIf(why !== null)(
  `a finding in a folder that is away stays one, and is no news when the folder is back (${why ?? 'clamd found'})`,
  async () => {
    const { root, data, watched } = await setUpWatched();
    const share = join(root, 'share');
    mkdirSync(share);
    expect((await lazaret(data, ['add', share])).code).toBe(0);
    const settings = JSON.parse(readFileSync(join(data, 'settings.json'), 'utf8'));
    writeFileSync(join(data, 'settings.json'), JSON.stringify({ ...settings, policy: { infected: 'hold' } }));
    for (const folder of [share, watched]) writeFileSync(join(folder, 'infected'), eicar());
    const first = startLazaret(data);
    for (const folder of [share, watched]) await first.next('verdict', ({ path }) => path === join(folder, 'infected'));
    await first.stop();

    rmSync(join(watched, 'infected'));
    renameSync(share, join(root, 'away'));
    const second = startLazaret(data);
    await second.next('sweep', ({ path }) => path === watched);
    await second.next('folder', ({ path, state }) => path === share && state === 'unavailable');
    const open = async () => {
      const { stdout } = await lazaret(data, ['history', '--unresolved']);
      return [share, watched].filter((folder) => stdout.includes(join(folder, 'infected')));
    };
    expect(await open()).toEqual([share]);
    renameSync(join(root, 'away'), share);
    await second.next('sweep', ({ path }) => path === share);
    expect(second.events.filter(({ type }) => type === 'verdict')).toEqual([]);
    expect(await open()).toEqual([share]);

    writeFileSync(join(watched, 'infected'), eicar());
    await second.next('verdict', ({ path }) => path === join(watched, 'infected'));
    expect(await open()).toEqual([share, watched]);
    renameSync(share, join(root, 'away'));
    rmSync(join(watched, 'infected'));
    await expect.poll(open, { timeout: 20_000, interval: 500 }).not.toContain(watched);
    expect(await open()).toEqual([share]);
    await second.stop();
  },
);
