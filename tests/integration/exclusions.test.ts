import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eicar } from '../support/eicar.ts';
import { lazaret, setUpWatched, startLazaret } from '../support/lazaret-cli.ts';
import { whyNoRealClamd } from '../support/real-clamd.ts';
import { waitFor } from '../support/wait-for.ts';

interface Listed {
  readonly path: string;
  readonly polling: boolean;
  readonly recursive: boolean;
  readonly excluded: { readonly files: number; readonly folders: number };
}

describe('what is left out', () => {
  test('is set in the terminal, with a warning where programs are among it', async () => {
    const { data, watched } = await setUpWatched();
    writeFileSync(join(watched, 'setup.exe'), 'x');
    const set = await lazaret(data, ['set', watched, '--poll', '--exclude', '*.exe', '--exclude-folder', 'cache']);
    expect(set).toMatchObject({ code: 0 });
    expect(set.stdout).toContain('looked through every few seconds');
    expect(set.stdout).toContain('left out: *.exe, folder cache');
    expect(set.stdout).toContain('1 of 1 file(s) there now are left out');
    expect(set.stderr).toContain('*.exe leaves out setup.exe');
    const more = await lazaret(data, ['set', watched, '--no-poll', '--exclude-larger-than', '5']);
    expect(more.stdout).toContain('left out: *.exe, folder cache, files above 5 MiB');
    expect(more.stdout).not.toContain('every few seconds');
    const none = await lazaret(data, ['set', watched, '--exclude-nothing']);
    expect(none.stdout).not.toContain('left out:');
    const wrong = await lazaret(data, ['set', watched, '--exclude-extension', 'a/b']);
    expect(wrong.code).toBe(2);
    expect((await lazaret(data, ['set', '--poll'])).code).toBe(2);
  });

  test.skipIf(whyNoRealClamd() !== null)(
    'is not scanned, is counted, and is scanned once it is left in again',
    async () => {
      const { data, watched } = await setUpWatched();
      await lazaret(data, ['set', '--exclude-extension', 'log']);
      await lazaret(data, ['set', watched, '--exclude-folder', 'cache']);
      mkdirSync(join(watched, 'cache'));
      writeFileSync(join(watched, 'before.log'), eicar());
      const running = startLazaret(data);
      await running.next('ready');
      writeFileSync(join(watched, 'cache/a.txt'), eicar());
      writeFileSync(join(watched, 'a.log'), eicar());
      writeFileSync(join(watched, 'a.txt'), 'fine');
      await running.next('verdict', ({ path }) => path === join(watched, 'a.txt'));
      const list = async (): Promise<Listed[]> => JSON.parse((await lazaret(data, ['list', '--json'])).stdout);
      await lazaret(data, ['set', watched, '--recursive']);
      await waitFor('the count', async () => (await list())[0]?.excluded.files === 2);
      expect(await list()).toMatchObject([{ path: watched, excluded: { files: 2, folders: 1 } }]);
      expect(running.events.filter(({ type }) => type === 'verdict')).toHaveLength(1);
      await lazaret(data, ['set', '--exclude-nothing']);
      await running.next(
        'verdict',
        ({ path, verdict }) => path === join(watched, 'before.log') && verdict === 'infected',
      );
      await running.next('verdict', ({ path, verdict }) => path === join(watched, 'a.log') && verdict === 'infected');
    },
  );
});
