import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { electronProgram, electronStep } from '../../../build/setup/electron.mjs';
import { fallbackIsCurrent, layOut, provenTo, refreshFallback } from '../../../build/setup/electron-fallback.mjs';
import { ownNode } from '../../../build/setup/node.mjs';
import { createMachine, type Machine, put } from './machine.ts';

const day = 24 * 60 * 60 * 1000;

function putFallback({ root, context }: Machine): void {
  put(root, '.tools/electron-fallback/electron');
  put(root, '.tools/electron-fallback/version', '33.4.11');
  put(root, 'build/setup/default-app/main.js', 'ours');
  refreshFallback(context);
}

function putOfficial({ root }: Machine, version = '45.4.1'): void {
  put(root, 'node_modules/electron/package.json', JSON.stringify({ version: '45.4.1' }));
  put(root, 'node_modules/electron/dist/electron');
  put(root, 'node_modules/electron/dist/version', version);
}

/** Node that notes that it was asked to download, and fails as if there were no network. */
function putOfflineNode({ root, context }: Machine): void {
  const { node } = ownNode(context);
  put(root, relative(root, node), '#!/bin/sh\necho download >>"$CALLS"; echo "fetch failed"; exit 1\n');
  chmodSync(node, 0o755);
}

test('the real Electron wins over the fallback', () => {
  const machine = createMachine();
  putFallback(machine);
  expect(electronProgram(machine.context)?.kind).toBe('fallback');
  putOfficial(machine);
  expect(electronProgram(machine.context)?.kind).toBe('official');
});

test('an Electron of another version than package.json wants does not count', () => {
  const machine = createMachine();
  putOfficial(machine, '44.0.0');
  expect(electronProgram(machine.context)).toBeNull();
});

test('on the fallback, the official download is tried once a day', async () => {
  const machine = createMachine();
  putFallback(machine);
  put(machine.root, 'node_modules/electron/install.js');
  putOfflineNode(machine);
  const step = electronStep(machine.context);

  expect(await step.ready()).toBe(false);
  expect(await step.install()).toMatchObject({ ok: true, note: expect.stringContaining('NOT the Electron') });
  expect(machine.calls()).toEqual(['download']);
  expect(await step.ready()).toBe(true);

  machine.passTime(day + 1);
  expect(await step.ready()).toBe(false);
});

test('who wants the official Electron and nothing else is told when it cannot be had', async () => {
  const machine = createMachine();
  putFallback(machine);
  put(machine.root, 'node_modules/electron/install.js');
  putOfflineNode(machine);
  const step = electronStep({ ...machine.context, env: { ...machine.context.env, LAZARET_ELECTRON: 'official' } });

  expect(await step.ready()).toBe(false);
  expect(await step.install()).toMatchObject({ ok: false, problem: expect.stringContaining('fetch failed') });
});

test('where there is no fallback, set-up says so and how to be protected without a window', async () => {
  const machine = createMachine({ arch: 'arm64' });
  expect(await electronStep(machine.context).install()).toMatchObject({
    ok: false,
    problem: expect.stringContaining('npm run -s lazaret -- start'),
  });
});

test("the fallback has Electron's runtime and our default app, nothing of the package's own app", () => {
  const { root } = createMachine();
  for (const path of ['clawbench-desktop', 'chrome_crashpad_handler', 'icudtl.dat', 'locales/en.pak', 'package.json']) {
    put(root, `package/${path}`, path);
  }
  put(root, 'package/resources/app.asar', 'not ours');
  put(root, 'default-app/main.js', 'ours');
  const dist = join(root, 'dist');

  layOut(join(root, 'package'), dist, join(root, 'default-app'));

  expect(readFileSync(join(dist, 'electron'), 'utf8')).toBe('clawbench-desktop');
  expect(statSync(join(dist, 'electron')).mode & 0o777).toBe(0o755);
  expect(statSync(join(dist, 'icudtl.dat')).ino).toBe(statSync(join(root, 'package/icudtl.dat')).ino);
  expect(readFileSync(join(dist, 'version'), 'utf8')).toBe('33.4.11');
  expect(readFileSync(join(dist, 'resources/default_app.asar/main.js'), 'utf8')).toBe('ours');
  expect(
    ['resources/app.asar', 'package.json', 'clawbench-desktop'].filter((path) => existsSync(join(dist, path))),
  ).toEqual([]);
});

test('a changed default app of the checkout reaches a fallback that is already there', () => {
  const machine = createMachine();
  putFallback(machine);
  expect(fallbackIsCurrent(machine.context)).toBe(true);
  put(machine.root, 'build/setup/default-app/main.js', 'newer');
  expect(fallbackIsCurrent(machine.context)).toBe(false);
  refreshFallback(machine.context);
  expect(fallbackIsCurrent(machine.context)).toBe(true);
});

test('a file with one other byte is not taken for the known one', async () => {
  const { root } = createMachine();
  put(root, 'known', 'abc');
  put(root, 'other', 'abd');
  const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(await provenTo(join(root, 'known'), 'sha256', 'hex', sha256)).toBe(true);
  expect(await provenTo(join(root, 'other'), 'sha256', 'hex', sha256)).toBe(false);
});
