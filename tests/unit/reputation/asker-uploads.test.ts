import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sendError } from '../../support/fake-virustotal.ts';
import { waitFor } from '../../support/wait-for.ts';
import { setUpAsker, sha256 } from './asker-fixture.ts';

const minute = 60_000;

describe('a file nobody knows', () => {
  const uploads = { mode: 'upload-unknown', uploadsAgreed: true } as const;

  test('is not sent unless uploads were agreed to', async () => {
    const { fake, asker, store, enqueue } = await setUpAsker({ mode: 'upload-unknown' });
    const hash = enqueue('a');
    asker.poke();
    await waitFor('the answer', () => store.queued() === 0);
    expect(store.answerOf(hash)).toMatchObject({ outcome: 'unknown' });
    expect(fake.seen.map(({ method }) => method)).toEqual(['GET']);
  });

  test('is sent byte for byte without its name, analysed, and then known; others go on meanwhile', async () => {
    const { fake, asker, clock, store, answered, enqueue, path } = await setUpAsker(uploads);
    const content = 'x'.repeat(700_000);
    const hash = enqueue(content, 'secret plans.pdf');
    fake.analyseAs({ malicious: 5, undetected: 60 }, 1);
    asker.poke();
    await waitFor('the upload', () => store.placeOf(hash)?.file.stage === 'analysis');
    const [sent] = fake.seen.flatMap(({ file }) => file ?? []);
    expect(sent).toEqual({ sha256: hash, size: content.length, name: hash });
    expect(readFileSync(path('secret plans.pdf'), 'utf8')).toBe(content);
    const other = enqueue('b');
    fake.know(other, { malicious: 0, undetected: 70 });
    asker.poke();
    await waitFor('the other file', () => answered.length === 1);
    await waitFor('the wait', () => asker.status().why === 'analysis');
    await clock.advance(minute / 2);
    await waitFor('the first look', () => fake.seen.some(({ path: at }) => at.includes('/analyses/')));
    await waitFor('the wait', () => asker.status().why === 'analysis');
    await clock.advance(minute);
    await waitFor('the answer', () => answered.length === 2);
    expect(answered[1]).toMatchObject([hash, { outcome: 'known', malicious: 5, engines: 65 }]);
    expect(store.requests(null, 9).requests.map(({ what, outcome }) => `${what} ${outcome}`)).toEqual([
      'lookup known',
      'analysis known',
      'analysis queued',
      'lookup known',
      'upload accepted',
      'lookup unknown',
    ]);
    expect(JSON.stringify(fake.seen)).not.toContain('secret');
  });

  test('is not sent once it is another, or gone', async () => {
    const { fake, asker, store, enqueue, path } = await setUpAsker(uploads);
    enqueue('a');
    enqueue('b');
    writeFileSync(path('a'), 'z');
    rmSync(path('b'));
    asker.poke();
    await waitFor('both to be concluded', () => store.queued() === 0);
    expect(fake.seen.every(({ method }) => method === 'GET')).toBe(true);
    expect(store.answerOf(sha256('b'))).toMatchObject({ outcome: 'unknown' });
  });

  test('of more than 32 MB goes to the address the server names for it', async () => {
    const { fake, asker, store, enqueue } = await setUpAsker(uploads);
    const hash = enqueue('y'.repeat(33_000_000), 'big');
    asker.poke();
    await waitFor('the upload', () => store.placeOf(hash)?.file.stage === 'analysis', { deadlineMs: 20_000 });
    expect(fake.seen.map(({ method, path }) => `${method} ${path.replace(hash, 'HASH')}`)).toEqual([
      'GET /api/v3/files/HASH',
      'GET /api/v3/files/upload_url',
      'POST /api/v3/big-upload/1',
    ]);
    expect(fake.seen.at(-1)?.file?.sha256).toBe(hash);
  });

  test('is asked about before it is sent again, when nobody knows whether it arrived', async () => {
    const { fake, asker, clock, store, enqueue } = await setUpAsker(uploads);
    const hash = enqueue('a');
    fake.setMood((request, response) => {
      if (request.method !== 'POST') return false;
      fake.know(hash, { malicious: 9, undetected: 9 });
      response.destroy();
      return true;
    });
    asker.poke();
    await waitFor('the wait', () => asker.status().status === 'waiting');
    await clock.advance(minute);
    await waitFor('the answer', () => store.queued() === 0);
    expect(fake.seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(store.answerOf(hash)).toMatchObject({ malicious: 9 });
  });
});

describe('what the server takes from nobody', () => {
  const uploads = { mode: 'upload-unknown', uploadsAgreed: true } as const;

  test('is not sent again each minute', async () => {
    const { fake, asker, clock, enqueue, rest } = await setUpAsker(uploads);
    enqueue('a');
    fake.setMood(({ method }, response) => {
      if (method !== 'POST') return false;
      sendError(response, 413, 'FileTooLargeError');
      return true;
    });
    const sent = (): number => fake.seen.filter(({ method }) => method === 'POST').length;
    asker.poke();
    await waitFor('the first upload', () => sent() === 1);
    for (let minutes = 0; minutes < 60; minutes += 1) {
      await rest();
      await clock.advance(minute);
    }
    await rest();
    expect(sent()).toBeGreaterThan(2);
    expect(sent()).toBeLessThan(8);
  });

  test('and an analysis that the server does not know of is waited for no longer than a while', async () => {
    const { fake, asker, clock, store, enqueue, rest } = await setUpAsker(uploads);
    const hash = enqueue('a');
    fake.setMood(({ path }, response) => {
      if (!path.includes('/analyses/')) return false;
      sendError(response, 404, 'NotFoundError');
      return true;
    });
    asker.poke();
    for (let minutes = 0; minutes < 60; minutes += 1) {
      await rest();
      await clock.advance(minute);
    }
    await waitFor('the answer', () => store.answerOf(hash)?.outcome === 'unknown');
    expect(fake.seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });
});
