import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Verdict } from '../../contract/verdicts.ts';
import { formatEndpoint } from '../../electron/engine/endpoint.ts';
import { eicar } from '../support/eicar.ts';
import { lazaret, setUpWatched, startLazaret } from '../support/lazaret-cli.ts';
import { startRealClamd, whyNoRealClamd } from '../support/real-clamd.ts';
import { tempDir } from '../support/temp-dir.ts';
import { waitFor } from '../support/wait-for.ts';

afterEach(() => vi.unstubAllEnvs());

/** Harmless files, every seventh a virus; what is to be said of each path. */
function makeFiles(directory: string, count: number): ReadonlyMap<string, Verdict> {
  const expected = new Map<string, Verdict>();
  for (let index = 0; index < count; index += 1) {
    const path = join(directory, `file-${index}`);
    const isBad = index % 7 === 0;
    writeFileSync(path, isBad ? eicar() : `harmless, number ${index}`);
    expected.set(path, isBad ? 'infected' : 'clean');
  }
  return expected;
}

describe.skipIf(whyNoRealClamd() !== null)(`external clamds (${whyNoRealClamd() ?? 'clamd found'})`, () => {
  it.each(['unix', 'tcp'] as const)('one that listens on %s only is all that a scan needs', async (only) => {
    const clamd = await startRealClamd({ only });
    onTestFinished(() => clamd.stop());
    vi.stubEnv('LAZARET_CLAMD', formatEndpoint(clamd[only]));
    const directory = join(tempDir(), 'files');
    mkdirSync(directory);
    makeFiles(directory, 70);
    const { code, stdout } = await lazaret(join(tempDir(), 'data'), ['scan', directory, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ files: 70, clean: 60, infected: 10 });
  });

  it('two of which one dies under load: every file has its right verdict in the end', async () => {
    const [first, second] = [await startRealClamd({ only: 'unix' }), await startRealClamd({ only: 'tcp' })];
    for (const clamd of [first, second]) onTestFinished(() => clamd.stop());
    vi.stubEnv('LAZARET_CLAMD', `${formatEndpoint(first.unix)},${formatEndpoint(second.tcp)}`);
    const { data, watched } = await setUpWatched();
    const expected = makeFiles(watched, 600);
    const running = startLazaret(data, ['scan']);
    const verdicts = () => running.events.flatMap((event) => (event.type === 'verdict' ? [event] : []));
    await waitFor('the load', () => verdicts().length >= 60, { deadlineMs: 30_000 });
    first.signal('SIGKILL');
    const said = (): ReadonlyMap<string, Verdict> => new Map(verdicts().map(({ path, verdict }) => [path, verdict]));
    const isRight = (): boolean => [...expected].every(([path, verdict]) => said().get(path) === verdict);
    await waitFor('every file to have its right verdict', isRight, { deadlineMs: 60_000, everyMs: 100 });
    const wrong = verdicts().filter(({ path, verdict }) => verdict !== 'failed' && verdict !== expected.get(path));
    expect(wrong).toEqual([]);
    expect(said().size).toBe(600);
  }, 120_000);
});
