import { expect, it } from 'vitest';
import { untilNoneHangs } from '../../../electron/files/hanging-descriptors.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const film = { descriptor: '57', path: '/srv/share/film' };
const { signal } = new AbortController();
const never = () => new Promise<never>(() => undefined);

it('a program is started as soon as no file is open any more on a share that is away', async () => {
  const clock = createFakeClock();
  const open = new Map([['1', film]]);
  let isFree = false;
  const waiting = untilNoneHangs(clock, signal, { openFiles: () => open, ask: never }).then(() => {
    isFree = true;
  });
  await clock.advance(10_000);
  expect(isFree).toBe(false);
  open.clear();
  await clock.advance(2_500);
  await waiting;
});

it('where such a file stays open, the program is not started, and the file is named', async () => {
  const clock = createFakeClock();
  const said = expect(
    untilNoneHangs(clock, signal, { openFiles: () => new Map([['2', film]]), ask: never }),
  ).rejects.toThrow('No program can be started: /srv/share/film is open, and its file system does not answer.');
  await clock.advance(40_000);
  await said;
});

it('a share that answers, be it with an error, keeps no program waiting, and neither does the end of Lazaret', async () => {
  const clock = createFakeClock();
  const openFiles = () => new Map([['3', film]]);
  const asked: string[] = [];
  const ask = async (path: string) => {
    asked.push(path);
    throw new Error('EIO');
  };
  await untilNoneHangs(clock, signal, { openFiles, ask });
  expect(asked).toEqual(['/proc/self/fd/57']);
  const stopping = new AbortController();
  const waiting = untilNoneHangs(clock, stopping.signal, { openFiles, ask: never });
  stopping.abort();
  await waiting;
});
