import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { fragileProgram } from '../support/fragile-program.ts';
import { setUpWatched, startLazaret } from '../support/lazaret-cli.ts';
import { waitFor } from '../support/wait-for.ts';

afterEach(() => vi.unstubAllEnvs());

test.skipIf(process.platform === 'win32')(
  'a file that ends the engine is held back, and all others are scanned',
  async () => {
    const { path, starts } = fragileProgram();
    vi.stubEnv('PATH', `${path}:${process.env.PATH}`);
    const { data, watched } = await setUpWatched();
    const running = startLazaret(data);
    await running.next('ready');
    writeFileSync(join(watched, 'bad.bin'), 'POISON');
    for (let index = 0; index < 30; index += 1) writeFileSync(join(watched, `good-${index}`), `harmless ${index}`);
    const verdictOf = (name: string) =>
      running.events.filter((event) => event.type === 'verdict' && event.path === join(watched, name));
    // Started at first, and after the two crashes that make the file suspect.
    await waitFor('two crashes', () => starts() >= 3, { deadlineMs: 50_000 });
    await waitFor(
      'every other file to be clean',
      () =>
        Array.from({ length: 30 }, (_, index) => verdictOf(`good-${index}`).at(-1)).every(
          (event) => event?.type === 'verdict' && event.verdict === 'clean',
        ),
      { deadlineMs: 50_000 },
    );
    writeFileSync(join(watched, 'later'), 'harmless and late');
    await running.next('verdict', ({ path, verdict }) => path.endsWith('/later') && verdict === 'clean');
    expect(verdictOf('bad.bin').map((event) => event.type === 'verdict' && event.verdict)).not.toContain('clean');
    expect(verdictOf('bad.bin')).not.toHaveLength(0);
    expect(starts()).toBeLessThanOrEqual(5);
  },
);
