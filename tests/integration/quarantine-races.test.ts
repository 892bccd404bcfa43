import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type FilePath, filePath } from '../../electron/files/file-path.ts';
import { openDirectory } from '../../electron/files/parent-walk.ts';
import { waitFor } from '../support/wait-for.ts';
import { findingOf, pathIn, vaultFixture } from '../unit/quarantine/vault-fixture.ts';

/** LAZARET_RACES sets how often each race is run. */
const rounds = Number(process.env.LAZARET_RACES ?? 150);
const timeoutMs = 60_000 + rounds * 100;

/** Runs a script in another process until the test ends. */
function race(script: string, ...args: readonly string[]): ChildProcess {
  const racer = spawn(process.execPath, ['-e', script, ...args], { stdio: 'ignore' });
  onTestFinished(() => {
    racer.kill('SIGKILL');
  });
  return racer;
}

/** Makes `sub` a symbolic link to `elsewhere` and the true folder again, for as long as one store or restore takes. */
const swapFolder = `
  const { renameSync, symlinkSync, unlinkSync } = require('node:fs');
  const [sub, real, elsewhere] = process.argv.slice(1);
  const spin = (ms) => { const until = performance.now() + ms; while (performance.now() < until) {} };
  for (let turn = 0; ; turn += 1) {
    renameSync(sub, real); symlinkSync(elsewhere, sub);
    spin((turn % 7) / 3);
    unlinkSync(sub); renameSync(real, sub);
    spin((turn % 31) / 2);
  }
`;

/** Puts a file of its own over each of the given names, a short and varying time after it was told to go. */
const replaceFiles = `
  const { existsSync, renameSync, writeFileSync } = require('node:fs');
  const [folder, count] = process.argv.slice(1);
  for (let round = 0; round < Number(count); round += 1) {
    const own = folder + '/own';
    writeFileSync(own, 'precious ' + round);
    while (!existsSync(folder + '/../go' + round)) {}
    const until = performance.now() + (round % 40) / 4;
    while (performance.now() < until) {}
    renameSync(own, folder + '/' + round);
    writeFileSync(folder + '/../replaced', String(round + 1));
  }
`;

test(
  'a folder swapped for a symbolic link again and again never leads store or restore astray',
  async () => {
    const { vault, folder } = await vaultFixture();
    const [sub, elsewhere] = [join(folder, 'sub'), join(folder, 'elsewhere')];
    mkdirSync(sub);
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'a'), 'precious');
    const real = await openDirectory(filePath(sub));
    onTestFinished(() => real.close());
    race(swapFolder, sub, join(folder, 'real'), elsewhere);
    const ends = new Map<string, number>();
    const count = (end: string): void => {
      ends.set(end, (ends.get(end) ?? 0) + 1);
    };
    for (let round = 0; round < rounds; round += 1) {
      writeFileSync(real.at('a'), 'bad');
      // By way of the held folder: the path itself leads now here, now there.
      const scanned = { ...findingOf({ bytes: real.at('a') }), path: pathIn(sub, 'a') };
      const stored = await vault.store(scanned);
      count(stored.kind);
      expect(readFileSync(join(elsewhere, 'a'), 'utf8')).toBe('precious');
      expect(readdirSync(real.at('.'))).toEqual(stored.kind === 'stored' ? [] : ['a']);
      if (stored.kind !== 'stored') continue;
      rmSync(join(elsewhere, 'a'));
      const restored = await vault.restore(stored.item.id, { keepExec: false });
      count(restored.ok ? 'restored' : restored.error.code);
      expect(readdirSync(elsewhere)).toEqual([]);
      writeFileSync(join(elsewhere, 'a'), 'precious');
      expect(readdirSync(real.at('.'))).toEqual(restored.ok ? ['a'] : []);
      expect(vault.get(stored.item.id) === null).toBe(restored.ok);
    }
    console.info(`vault: ${rounds} rounds against a folder swapper: ${JSON.stringify(Object.fromEntries(ends))}`);
  },
  timeoutMs,
);

test(
  'a file put in the place of the scanned one at any moment is never unlinked',
  async () => {
    const { vault, folder } = await vaultFixture();
    race(replaceFiles, folder, String(rounds));
    const ends = new Map<string, number>();
    const place = (round: number): FilePath => pathIn(folder, String(round));
    for (let round = 0; round < rounds; round += 1) {
      const staged = join(folder, '..', 'staged');
      writeFileSync(staged, 'bad');
      renameSync(staged, place(round).bytes);
      let kind = 'replaced before it was scanned';
      const scanned = findingOf(place(round));
      writeFileSync(join(folder, '..', `go${round}`), '');
      if (readFileSync(place(round).bytes, 'utf8') === 'bad') kind = (await vault.store(scanned)).kind;
      ends.set(kind, (ends.get(kind) ?? 0) + 1);
      await waitFor(`replacement ${round}`, () => replaced(folder) > round, { everyMs: 1 });
    }
    for (let round = 0; round < rounds; round += 1) {
      expect(readFileSync(place(round).bytes, 'utf8')).toBe(`precious ${round}`);
    }
    expect(readdirSync(folder).filter((name) => name.startsWith('.lazaret'))).toEqual([]);
    console.info(`vault: ${rounds} rounds against a file replacer: ${JSON.stringify(Object.fromEntries(ends))}`);
  },
  timeoutMs,
);

const replaced = (folder: string): number => Number(readFileSync(join(folder, '..', 'replaced'), 'utf8'));
