import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { mountHung } from '../support/hung-mount.ts';
import { lazaret, setUpWatched, startLazaret } from '../support/lazaret-cli.ts';
import { clamdOf } from '../support/processes.ts';
import { mountStalling } from '../support/stalling-share.ts';

it('what is mounted below a folder and does not answer is said, and keeps nobody from scanning the rest, nor from ending', async ({
  skip,
}) => {
  const { data, watched } = await setUpWatched();
  const point = join(watched, 'sub', 'share');
  mkdirSync(point, { recursive: true });
  writeFileSync(join(watched, 'before'), 'there when Lazaret starts');
  writeFileSync(join(point, 'beneath'), 'under the mount, seen when that is gone');
  const hung = mountHung(point);
  if (hung === null) return skip('no file system may be mounted here');
  onTestFinished(hung.end);

  const running = startLazaret(data);
  const said = await running.next('folder', ({ state }) => state === 'unavailable');
  expect(said.detail).toContain(`does not answer, such as ${point}`);
  await running.next('verdict', ({ path }) => path === join(watched, 'before'));
  writeFileSync(join(watched, 'arrived'), 'comes meanwhile');
  mkdirSync(join(watched, 'new'));
  writeFileSync(join(watched, 'new', 'deep'), 'comes into a new folder meanwhile');
  await running.next('verdict', ({ path }) => path === join(watched, 'arrived'));
  await running.next('verdict', ({ path }) => path === join(watched, 'new', 'deep'));
  expect((await lazaret(data, ['list'])).stdout).toContain(point);
  expect((await lazaret(data, ['status'])).stdout).toContain('Part of a watched folder');

  hung.end();
  await running.next('folder', ({ state }) => state === 'watching');
  await running.next('verdict', ({ path }) => path === join(point, 'beneath'));

  const again = mountHung(point);
  if (again === null) return expect.fail('it could be mounted before');
  onTestFinished(again.end);
  const saidBefore = running.events.length;
  await running.next('folder', (event) => running.events.indexOf(event) >= saidBefore && event.state === 'unavailable');
  await running.stop();
});

it('a folder that does not answer is neither added nor scanned by hand, is said so, and keeps nobody waiting', async ({
  skip,
}) => {
  const { root, data, watched } = await setUpWatched();
  const share = join(root, 'share');
  const hung = mountHung(share);
  if (hung === null) return skip('no file system may be mounted here');
  onTestFinished(hung.end);
  const running = startLazaret(data);
  await running.next('ready');
  const added = await lazaret(data, ['add', share]);
  expect(added.stderr).toContain(`${share} does not answer. Nothing was changed.`);
  const scanned = await lazaret(data, ['scan', share]);
  expect(scanned.stderr).toContain(`${share} does not answer. Nothing was scanned.`);
  expect([added.code, scanned.code]).toEqual([2, 2]);
  writeFileSync(join(watched, 'arrived'), 'comes meanwhile');
  await running.next('verdict', ({ path }) => path === join(watched, 'arrived'));
  await running.stop();
});

it('a watched folder that stops answering is said not to answer, and is gone through when it does', async ({
  skip,
}) => {
  const { data, watched } = await setUpWatched();
  const running = startLazaret(data);
  await running.next('ready');
  const hung = mountHung(watched);
  if (hung === null) {
    await running.stop();
    return skip('no file system may be mounted here');
  }
  onTestFinished(hung.end);
  await running.next('folder', ({ detail }) => detail.startsWith(`${watched} does not answer.`));
  expect((await lazaret(data, ['status'])).stdout).toContain(`A watched folder does not answer: ${watched}`);
  expect((await lazaret(data, ['list'])).stdout).toContain(`${watched} does not answer.`);

  hung.end();
  await running.next('folder', ({ state }) => state === 'watching');
  writeFileSync(join(watched, 'arrived'), 'comes afterwards');
  await running.next('verdict', ({ path }) => path === join(watched, 'arrived'));
  await running.stop();
});

it('a folder of own signatures that does not answer is said not to, and keeps nobody waiting', async ({ skip }) => {
  const { root, data, watched } = await setUpWatched();
  const [own, other] = [join(root, 'own'), join(root, 'other')];
  mkdirSync(own);
  const used = await lazaret(data, ['signatures', 'use', own]);
  expect(used.code).toBe(0);
  const [hung, otherHung] = [mountHung(own), mountHung(other)];
  if (hung === null || otherHung === null) return skip('no file system may be mounted here');
  onTestFinished(hung.end);
  onTestFinished(otherHung.end);

  const running = startLazaret(data);
  await running.next('ready');
  writeFileSync(join(watched, 'arrived'), 'comes meanwhile');
  await running.next('verdict', ({ path }) => path === join(watched, 'arrived'));
  expect((await lazaret(data, ['signatures'])).stdout).toContain(`${own} does not answer.`);
  const refused = await lazaret(data, ['signatures', 'use', other]);
  expect(refused).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`${other} was not taken: it does not answer.`),
  });
  await running.stop();
});

it('a folder of downloads that does not answer keeps Lazaret from nothing else, on the very first start, too', async ({
  skip,
}) => {
  const { root, data, watched } = await setUpWatched();
  const downloads = join(root, 'Downloads');
  const hung = mountHung(downloads);
  if (hung === null) return skip('no file system may be mounted here');
  onTestFinished(hung.end);
  vi.stubEnv('HOME', root);
  onTestFinished(() => void vi.unstubAllEnvs());

  const running = startLazaret(data);
  await running.next('ready');
  writeFileSync(join(watched, 'arrived'), 'comes meanwhile');
  await running.next('verdict', ({ path }) => path === join(watched, 'arrived'));
  await running.stop();

  const first = startLazaret(join(root, 'other data'), ['--with-downloads']);
  await first.next('ready');
  await first.stop();
});

it('a share that goes away in the midst of a scan keeps no program from being started', async ({ skip }) => {
  const { data, watched } = await setUpWatched();
  const share = mountStalling(join(watched, 'share'));
  if (share === null) return skip('no file system may be mounted here');
  onTestFinished(share.end);
  const running = startLazaret(data);
  await running.next('ready');
  const scanned = lazaret(data, ['scan', join(watched, 'share', 'film')]);
  await share.isRead;
  share.fallSilent();

  const [clamd = 0] = clamdOf(running.process.pid);
  process.kill(clamd, 'SIGKILL');
  const before = running.events.length;
  await running.next('engine', (event) => running.events.indexOf(event) >= before && event.state === 'healthy', 60_000);
  writeFileSync(join(watched, 'arrived'), 'comes meanwhile');
  await running.next('verdict', ({ path }) => path === join(watched, 'arrived'));
  expect((await scanned).code).toBe(3);
  share.end();
  await running.stop();
}, 90_000);
