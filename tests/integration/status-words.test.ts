import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { formatEndpoint } from '../../electron/engine/endpoint.ts';
import { settingsFileName } from '../../electron/settings/load-settings.ts';
import { lazaret, setUpWatched, startLazaret } from '../support/lazaret-cli.ts';
import { startRealClamd, whyNoRealClamd } from '../support/real-clamd.ts';
import { badFacts } from '../support/state-table.ts';
import { storedZip } from '../support/stored-zip.ts';

test('every command that status names is there, with its options', async () => {
  const { data } = await setUpWatched();
  for (const command of new Set(badFacts.map((line) => line.command))) {
    const [, ...words] = command.split(' ');
    const names = words.filter((word) => /^[a-z]/.test(word));
    const { code, stdout } = await lazaret(data, [...names, '--help']);
    expect(code).toBe(0);
    const called = /^Usage: lazaret ((?:[a-z-]+ )+)/.exec(stdout)?.[1]?.trim().split(' ') ?? [];
    expect(names.slice(0, called.length)).toEqual(called);
    // What follows the command is a choice for its argument, which its help tells.
    for (const word of names.slice(called.length)) expect(stdout).toMatch(new RegExp(`choices:[^)]*"${word}"`));
    for (const option of words.filter((word) => word.startsWith('-'))) expect(stdout).toContain(option);
  }
});

describe.skipIf(whyNoRealClamd() !== null)('lazaret status', () => {
  test('says what to type, and typing it mends what it is about', async () => {
    const { data, watched } = await setUpWatched();
    const status = async () => (await lazaret(data, ['status'])).stdout;
    // With an engine named, nothing is downloaded, whatever the settings are taken to be.
    const clamd = await startRealClamd({ only: 'unix' });
    onTestFinished(() => clamd.stop());
    process.env.LAZARET_CLAMD = formatEndpoint(clamd.unix);
    onTestFinished(() => {
      delete process.env.LAZARET_CLAMD;
    });
    writeFileSync(join(data, settingsFileName), '{ broken');
    const running = startLazaret(data);
    await running.next('ready');
    expect(await status()).toMatch(/^Needs attention\n/);
    expect(await status()).toMatch(/\n {2}No folder is watched yet\.\n.*\n {4}→ lazaret add DIR\n/);
    await lazaret(data, ['add', watched]);
    expect(await status()).not.toContain('No folder is watched yet.');

    expect(await status()).toMatch(/\n {2}The settings file could not be read.*\n.*\n {4}→ lazaret dismiss\n/);
    expect(await lazaret(data, ['dismiss'])).toMatchObject({ code: 0, stdout: 'Dismissed: 1.\n' });
    expect(await lazaret(data, ['dismiss'])).toMatchObject({ code: 0, stdout: 'There is no notice.\n' });
    expect(await status()).not.toContain('The settings file');

    const path = join(watched, 'locked.zip');
    writeFileSync(path, storedZip([{ name: 'x', content: Buffer.from('x'), locked: true }]));
    await running.next('verdict', (verdict) => verdict.path === path);
    expect(await status()).toMatch(/\n {2}1 finding waits.*\n.*\n {4}→ lazaret history --unresolved\n/);
    expect((await lazaret(data, ['history', '--unresolved'])).stdout).toMatch(/unscannable.*locked\.zip\n1 of 1\n$/);
    await lazaret(data, ['acknowledge']);
    expect((await lazaret(data, ['history', '--unresolved'])).stdout).toBe('0 of 0\n');
    expect(await status()).not.toContain('waits for your decision');
  });
});
