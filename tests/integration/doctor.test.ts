import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { settingsFileName } from '../../electron/settings/load-settings.ts';
import { lazaret, setUpWatched, startLazaret } from '../support/lazaret-cli.ts';
import { whyNoRealClamd } from '../support/real-clamd.ts';

describe.skipIf(whyNoRealClamd() !== null)('lazaret doctor', () => {
  test('sends a test virus through each folder, and leaves nothing of it but a line in the history', async () => {
    const { data, watched } = await setUpWatched();
    const settings = join(data, settingsFileName);
    const quarantine = { leaveNote: true };
    writeFileSync(settings, JSON.stringify({ ...JSON.parse(readFileSync(settings, 'utf8')), quarantine }));
    const running = startLazaret(data);
    await running.next('ready');
    const doctor = await lazaret(data, ['doctor']);
    expect(doctor).toMatchObject({ code: 0, stderr: expect.not.stringContaining('failed') });
    expect(doctor.stdout).toContain(`✓ ${watched}: Test passed`);
    expect(readdirSync(watched)).toEqual([]);
    expect(JSON.parse((await lazaret(data, ['quarantine', 'list', '--json'])).stdout)).toEqual([]);
    expect((await lazaret(data, ['status'])).stdout).toMatch(/^Today: .* 0 infected,/m);
    const history = await lazaret(data, ['history', '--json']);
    expect(JSON.parse(history.stdout)).toMatchObject({
      records: [
        { verdict: 'infected', acknowledged: true, actionDetail: expect.stringContaining('a test of the folder') },
      ],
    });
  });

  test('says what is wrong where the test file would not be scanned, and fails then', async () => {
    const { data, watched } = await setUpWatched();
    expect(await lazaret(data, ['doctor'])).toMatchObject({ code: 2, stderr: expect.stringContaining('not running') });
    await lazaret(data, ['set', watched, '--exclude-extension', 'txt']);
    const running = startLazaret(data);
    await running.next('ready');
    const doctor = await lazaret(data, ['doctor', '--json']);
    expect(doctor.code).toBe(2);
    expect(JSON.parse(doctor.stdout)).toMatchObject({
      type: 'folder-test',
      path: watched,
      outcome: 'left-out',
      detail: '.txt',
    });
    expect(readdirSync(watched)).toEqual([]);
  });
});
