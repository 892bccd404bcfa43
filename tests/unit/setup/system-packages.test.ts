import { expect, test } from 'vitest';
import { clamavStep } from '../../../build/setup/clamav.mjs';
import { notFoundLibraries } from '../../../build/setup/display.mjs';
import { createSystemInstaller } from '../../../build/setup/system-packages.mjs';
import { createMachine } from './machine.ts';

const clamav = {
  apt: [['clamav-daemon'], ['libasound2t64', 'libasound2']],
  dnf: ['clamd'],
  brew: ['clamav'],
  winget: 'Cisco.ClamAV',
};
const without = 'ClamAV is missing.';

test('root on Debian gets packages installed, with the lists updated once', async () => {
  const { context, program, calls } = createMachine({ uid: 0 });
  program('apt-get', 'echo "$@" >>"$CALLS"');
  const system = createSystemInstaller(context);

  expect(await system.install(clamav, without)).toEqual({ ok: true });
  expect(await system.install({ apt: [['dunst']] }, without)).toEqual({ ok: true });

  const verbs = calls().map((line) => line.replace(/^.*?Retries=2 /, ''));
  expect(verbs).toEqual([
    'update',
    'install --no-install-recommends clamav-daemon libasound2',
    'install --no-install-recommends dunst',
  ]);
});

test('a package that has a new name in this release is asked for by that name', async () => {
  const { context, program, calls } = createMachine({ uid: 0 });
  program('apt-get', 'echo "$@" >>"$CALLS"');
  program('apt-cache', 'echo "  Candidate: 1.2.8"');

  await createSystemInstaller(context).install(clamav, without);

  expect(calls().at(-1)).toContain('clamav-daemon libasound2t64');
});

test('a user who may use sudo without a password gets packages installed too', async () => {
  const { context, program, calls } = createMachine({ uid: 1000 });
  program('apt-get', 'exit 1');
  program('sudo', 'echo "sudo $*" >>"$CALLS"');

  expect(await createSystemInstaller(context).install(clamav, without)).toEqual({ ok: true });
  expect(calls().at(-1)).toMatch(/^sudo -n env DEBIAN_FRONTEND=noninteractive .*apt-get .* install/);
});

test.each([
  { manager: 'apt-get', platform: 'linux', command: 'sudo apt-get install clamav-daemon libasound2' },
  { manager: 'dnf', platform: 'linux', command: 'sudo dnf install clamd' },
  { manager: 'brew', platform: 'darwin', command: 'brew install clamav' },
  { manager: 'winget.exe', platform: 'win32', command: 'winget install --exact --id Cisco.ClamAV' },
] as const)(
  'without rights, a user of $manager is told the command to type',
  async ({ manager, platform, command }) => {
    const { context, program, calls } = createMachine({ uid: 1000, platform });
    program('sudo', 'exit 1');
    program(manager, 'echo "$@" >>"$CALLS"');

    const outcome = await createSystemInstaller(context).install(clamav, without);

    expect(outcome).toMatchObject({ ok: false, problem: expect.stringContaining(command) });
    expect(calls()).toEqual([]);
  },
);

test('apt-get that fails is quoted, with the command to try', async () => {
  const { context, program } = createMachine({ uid: 0 });
  program('apt-get', 'echo "E: Unable to locate package clamav-daemon"; exit 100');

  const outcome = await createSystemInstaller(context).install(clamav, without);

  expect(outcome).toMatchObject({
    ok: false,
    problem: expect.stringMatching(/Unable to locate[\s\S]*sudo apt-get install/),
  });
});

test('a container or another machine as the engine needs no ClamAV here', async () => {
  const { context } = createMachine();
  const elsewhere = { ...context, env: { ...context.env, LAZARET_CLAMD: '127.0.0.1:3310' } };

  expect(await clamavStep(elsewhere, createSystemInstaller(elsewhere)).ready()).toBe(true);
});

test('libraries that Electron would miss are read from what the linker says', () => {
  const said = '\tlibgtk-3.so.0 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x1)\n\tlibgbm.so.1 => not found\n';
  expect(notFoundLibraries(said)).toEqual(['libgtk-3.so.0', 'libgbm.so.1']);
});
