import { describe, expect, test } from 'vitest';
import { eicarSha256 } from '../../../electron/reputation/asker.ts';
import { fakeKey, sendError } from '../../support/fake-virustotal.ts';
import { waitFor } from '../../support/wait-for.ts';
import { setUpAsker, sha256 } from './asker-fixture.ts';

const minute = 60_000;

describe('the queue', () => {
  test('is gone through first in first out, and every answer is kept', async () => {
    const { fake, asker, store, answered, enqueue } = await setUpAsker();
    const hashes = ['a', 'b', 'c', 'd'].map((name) => enqueue(name));
    fake.know(hashes[1] ?? '', { malicious: 41, undetected: 31, names: { Alpha: 'Trojan.X', Beta: 'Trojan.X' } });
    asker.poke();
    await waitFor('all answers', () => answered.length === 4);
    expect(fake.hashes()).toEqual(hashes);
    expect(store.queued()).toBe(0);
    expect(store.answerOf(hashes[0] ?? '')).toMatchObject({ outcome: 'unknown' });
    expect(store.answerOf(hashes[1] ?? '')).toMatchObject({
      outcome: 'known',
      malicious: 41,
      engines: 72,
      names: [{ engine: 'Alpha', name: 'Trojan.X' }],
    });
    expect(asker.status().status).toBe('idle');
    expect(store.requests(null, 9).requests.map(({ outcome, detail }) => `${outcome} ${detail}`)).toEqual([
      expect.stringContaining('unknown'),
      expect.stringContaining('unknown'),
      'known 41/72',
      expect.stringContaining('unknown'),
    ]);
  });

  test('asks once for the same bytes in several places, and not again while the answer counts', async () => {
    const { fake, asker, clock, store, answered, enqueue } = await setUpAsker({ keepAnswersDays: 2 });
    enqueue('same', 'one');
    enqueue('same', 'two');
    asker.poke();
    await waitFor('the answer', () => store.queued() === 0);
    enqueue('same', 'three');
    asker.poke();
    await waitFor('the answer that was kept', () => answered.length === 2);
    expect(fake.hashes()).toHaveLength(1);
    await clock.advance(2 * 24 * 60 * minute);
    enqueue('same', 'four');
    asker.poke();
    await waitFor('a new answer', () => fake.hashes().length === 2);
  });

  test('leaves out what the settings have come to leave out, without a word to anybody', async () => {
    const { fake, asker, store, enqueue, setPartakes } = await setUpAsker();
    enqueue('a');
    setPartakes(false);
    asker.poke();
    await waitFor('it to be left out', () => store.queued() === 0);
    expect(fake.connections()).toBe(0);
  });

  test('is left alone while reputation is off, or there is no key', async () => {
    const { fake, asker, clock, store, enqueue, set, setKey, rest } = await setUpAsker({ mode: 'off' });
    enqueue('a');
    asker.poke();
    await clock.advance(24 * 60 * minute);
    expect(asker.status().status).toBe('off');
    setKey(null);
    set({ mode: 'hash-only' });
    asker.poke();
    await clock.advance(24 * 60 * minute);
    expect(asker.status().status).toBe('no-key');
    expect(fake.connections()).toBe(0);
    expect(store.queued()).toBe(1);
    setKey(fakeKey);
    asker.poke();
    await waitFor('it to be asked', () => store.queued() === 0);
    await rest();
  });
});

describe('the quota', () => {
  test('of four a minute lets four through, and the fifth when the first is a minute old', async () => {
    const { fake, asker, clock, store, enqueue } = await setUpAsker({ perMinute: 4 });
    for (const name of ['a', 'b', 'c', 'd', 'e']) enqueue(name);
    asker.poke();
    await waitFor('four answers', () => store.queued() === 1);
    await waitFor('the wait', () => asker.status().status === 'waiting');
    expect(asker.status()).toMatchObject({ why: 'minute-quota', until: '2030-01-01T00:01:00.000Z' });
    await clock.advance(minute - 1);
    expect(fake.hashes()).toHaveLength(4);
    await clock.advance(1);
    await waitFor('the fifth', () => store.queued() === 0);
  });

  test('is remembered over a restart, and begins anew at midnight, UTC', async () => {
    const { fake, asker, make, clock, store, quota, enqueue } = await setUpAsker({ perDay: 2 });
    for (const name of ['a', 'b', 'c']) enqueue(name);
    asker.poke();
    await waitFor('two answers', () => store.queued() === 1);
    await asker.stop();
    const second = make();
    second.poke();
    await waitFor('the wait', () => second.status().status === 'waiting');
    expect(second.status()).toMatchObject({ why: 'day-quota', until: '2030-01-02T00:00:00.000Z' });
    expect(quota.used(clock.now())).toEqual({ today: 2, thisMonth: 2 });
    await clock.advance(23 * 60 * minute);
    expect(fake.hashes()).toHaveLength(2);
    await clock.advance(60 * minute);
    await waitFor('the third', () => store.queued() === 0);
    expect(quota.used(clock.now())).toEqual({ today: 1, thisMonth: 3 });
  });
});

describe('a server that does not answer as it should', () => {
  test('says for how long it wants to be left alone, and is', async () => {
    const { fake, asker, clock, store, enqueue } = await setUpAsker();
    enqueue('a');
    enqueue('b');
    fake.setMood((_, response) => sendError(response, 429, 'TooManyRequestsError', { 'retry-after': '300' }));
    asker.poke();
    await waitFor('the wait', () => asker.status().status === 'waiting');
    expect(asker.status()).toMatchObject({ why: 'too-many-requests', until: '2030-01-01T00:05:00.000Z' });
    fake.setMood(null);
    await clock.advance(5 * minute - 1);
    expect(fake.seen).toHaveLength(1);
    await clock.advance(1);
    await waitFor('the answers', () => store.queued() === 0);
    expect(fake.hashes()).toEqual([sha256('a'), sha256('a'), sha256('b')]);
  });

  test('is told nothing, and nobody the key, where the key cannot be sent', async () => {
    const { fake, asker, store, logged, enqueue, setKey } = await setUpAsker();
    enqueue('a');
    setKey('not\nsendable');
    asker.poke();
    await waitFor('the wait', () => asker.status().status === 'waiting');
    expect(fake.connections()).toBe(0);
    const told = [asker.status(), store.requests(null, 9), logged];
    expect(JSON.stringify(told)).not.toContain('sendable');
  });

  test('whose quota is used up is asked a minute later, then the next day', async () => {
    const { fake, asker, clock, store, enqueue } = await setUpAsker();
    enqueue('a');
    fake.setMood((_, response) => sendError(response, 429, 'QuotaExceededError'));
    asker.poke();
    await waitFor('the wait', () => asker.status().status === 'waiting');
    expect(asker.status()).toMatchObject({ why: 'server-quota', until: '2030-01-01T00:01:00.000Z' });
    await clock.advance(minute);
    await waitFor('the longer wait', () => asker.status().until === '2030-01-02T00:00:00.000Z');
    fake.setMood(null);
    await clock.advance(24 * 60 * minute);
    await waitFor('the answer', () => store.queued() === 0);
  });

  test('that refuses the key is not asked again until the key is another', async () => {
    const { fake, asker, clock, store, answered, logged, enqueue, setKey } = await setUpAsker();
    enqueue('a');
    enqueue('b');
    setKey('wrong'.repeat(8));
    asker.poke();
    await waitFor('the refusal', () => asker.status().status === 'refused');
    expect(asker.status()).toMatchObject({ why: 'wrong-key', until: null });
    await clock.advance(48 * 60 * minute);
    asker.poke();
    await clock.advance(minute);
    expect(fake.seen).toHaveLength(1);
    expect(store.queued()).toBe(2);
    // The fake repeats the key in its complaint.
    expect(JSON.stringify([asker.status(), store.requests(null, 9), logged])).not.toContain('wrongwrong');
    expect(asker.status().detail).toContain('WrongCredentialsError');
    setKey(fakeKey);
    asker.poke();
    await waitFor('the answers', () => answered.length === 2);
  });

  test('is not held against the one that is set in its place', async () => {
    const { fake, asker, answered, enqueue, setServer } = await setUpAsker();
    for (const name of ['a', 'b']) enqueue(name);
    setServer(fake.base.replace('/api/v3', '/nothing/here'));
    fake.setMood(({ path }, response) => {
      if (path.startsWith('/api/')) return false;
      response.writeHead(404).end('<html>Not here</html>');
      return true;
    });
    asker.poke();
    await waitFor('the wait', () => asker.status().why === 'server-trouble');
    setServer(fake.base);
    asker.poke();
    await waitFor('the answer', () => answered.length === 1);
    expect(answered[0]?.[0]).toBe(sha256('b'));
  });

  test.each([
    ['a page of a hotel network', (body: string) => [200, body] as const, '<html>Please log in</html>'],
    ['JSON that is cut off', (body: string) => [200, body] as const, '{"data":{"type":"file","id":"'],
    ['another object', (body: string) => [200, body] as const, '{"data":{"type":"url","id":"x","attributes":{}}}'],
    [
      'the report of another file',
      (body: string) => [200, body] as const,
      JSON.stringify({
        data: {
          type: 'file',
          id: 'ff'.repeat(32),
          attributes: { last_analysis_stats: { malicious: 60, suspicious: 0, undetected: 1, harmless: 0 } },
        },
      }),
    ],
    [
      'counts that are none',
      (body: string) => [200, body] as const,
      JSON.stringify({
        data: {
          type: 'file',
          id: sha256('a'),
          attributes: { last_analysis_stats: { malicious: '60', suspicious: -1, undetected: 1, harmless: 0 } },
        },
      }),
    ],
    ['an error of its own', (body: string) => [503, body] as const, '{"error":{"code":"TransientError"}}'],
    ['a 404 that is not the API’s', (body: string) => [404, body] as const, 'Not Found'],
    ['a 403 that is not the API’s', (body: string) => [403, body] as const, 'blocked by policy'],
    ['a redirection', (body: string) => [302, body] as const, ''],
  ])('but with %s gives no verdict, lets the next file go first, and is asked again', async (_, make, body) => {
    const { fake, asker, clock, store, answered, enqueue } = await setUpAsker();
    enqueue('a');
    enqueue('b');
    const [status, text] = make(body);
    fake.setMood((request, response) => {
      if (!request.path.includes(sha256('a'))) return false;
      response.writeHead(status, status === 302 ? { location: `${fake.base}/files/x` } : {}).end(text);
      return true;
    });
    asker.poke();
    await waitFor('the wait', () => asker.status().status === 'waiting');
    expect(asker.status().why).toBe('server-trouble');
    // One such answer may be a slip.
    expect(asker.trouble()).toBeNull();
    expect(answered).toEqual([]);
    expect(store.answerOf(sha256('a'))).toBeNull();
    await clock.advance(minute / 2);
    await waitFor('the other file', () => answered.length === 1);
    expect(answered[0]?.[0]).toBe(sha256('b'));
    fake.setMood(null);
    await clock.advance(minute);
    await waitFor('the first file', () => answered.length === 2);
    expect(fake.seen.every(({ path }) => !path.endsWith('/x'))).toBe(true);
  });

  test('and never does is given up after half a minute, and asked again', async () => {
    const { fake, asker, clock, store, enqueue } = await setUpAsker();
    enqueue('a');
    fake.setMood(() => true);
    asker.poke();
    await waitFor('the request', () => fake.seen.length === 1);
    await clock.advance(minute / 2);
    await waitFor('the wait', () => asker.status().status === 'waiting');
    expect(asker.status()).toMatchObject({ why: 'offline', detail: 'No answer within 30 seconds.' });
    fake.setMood(null);
    await clock.advance(minute);
    await waitFor('the answer', () => store.queued() === 0);
  });

  test('and cannot be reached is tried again after a while; nothing is lost', async () => {
    const { fake, asker, store, enqueue } = await setUpAsker();
    await fake.stop();
    enqueue('a');
    asker.poke();
    await waitFor('the wait', () => asker.status().status === 'waiting');
    expect(asker.status()).toMatchObject({ why: 'offline' });
    expect(asker.status().detail).toContain('ECONNREFUSED');
    expect(store.queued()).toBe(1);
    const [first] = store.requests(null, 1).requests;
    expect(first).toMatchObject({ what: 'lookup', outcome: 'unreachable' });
  });
});

describe('a clock that is set back by a year', () => {
  test.each([
    ['what the server wanted to be waited for', (path: string) => path !== '', 429],
    ['a file that was put off', (path: string) => path.endsWith(sha256('a')), 500],
  ])('has nobody wait a year for %s', async (_, isMeant, status) => {
    const { fake, asker, clock, store, enqueue, setClockBack } = await setUpAsker();
    enqueue('a');
    fake.setMood(({ path }, response) => {
      if (!isMeant(path)) return false;
      sendError(response, status, 'TooManyRequestsError', { 'retry-after': '300' });
      return true;
    });
    asker.poke();
    await waitFor('the wait', () => asker.status().status === 'waiting');
    fake.setMood(null);
    setClockBack(365 * 24 * 60 * minute);
    await clock.advance(60 * minute);
    await waitFor('the answer', () => store.queued() === 0);
  });

  test('has an answer of the future count no longer than any', async () => {
    const { fake, asker, store, enqueue, setClockBack } = await setUpAsker();
    enqueue('same', 'one');
    asker.poke();
    await waitFor('the answer', () => store.queued() === 0);
    setClockBack(365 * 24 * 60 * minute);
    enqueue('same', 'two');
    asker.poke();
    await waitFor('another answer', () => fake.hashes().length === 2);
  });
});

describe('what left this machine', () => {
  test('is listed before it leaves, and so also where Lazaret ends before the answer', async () => {
    const { fake, asker, store, enqueue } = await setUpAsker();
    const hash = enqueue('a');
    fake.setMood(() => true);
    asker.poke();
    await waitFor('the request', () => fake.seen.length === 1);
    const listed = store.requests(null, 9).requests;
    expect(listed).toMatchObject([
      { what: 'lookup', sha256: hash, name: 'a', outcome: 'sent', host: `127.0.0.1:${fake.port}` },
    ]);
    await asker.stop();
    expect(store.queued()).toBe(1);
    expect(store.clearRequests()).toBe(1);
    expect(store.requests(null, 9)).toMatchObject({ requests: [], total: 0 });
  });

  test('by the test is the hash of the EICAR file', async () => {
    const { fake, asker } = await setUpAsker();
    fake.know(eicarSha256, { malicious: 62, undetected: 4 });
    expect(await asker.test()).toMatchObject({ ok: true, value: { outcome: 'known', malicious: 62, engines: 66 } });
    expect(fake.hashes()).toEqual([eicarSha256]);
  });

  test.each([
    ['uploads are turned off', { mode: 'hash-only', uploadsAgreed: false }, fakeKey],
    ['the consent is taken back', { uploadsAgreed: false }, fakeKey],
    ['the key is taken back', {}, null],
  ] as const)('stops in the midst of an upload when %s', async (_, changes, key) => {
    const { fake, asker, store, enqueue, set, setKey, rest } = await setUpAsker({
      mode: 'upload-unknown',
      uploadsAgreed: true,
    });
    const hash = enqueue('a');
    fake.setMood(({ method }) => method === 'POST');
    asker.poke();
    await waitFor('the upload', () => fake.seen.some(({ method }) => method === 'POST'));
    set(changes);
    setKey(key);
    asker.poke();
    await rest();
    expect(fake.seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(store.requests(null, 9).requests.find(({ what }) => what === 'upload')?.outcome).toBe('sent');
    // Asked about once more, by its hash alone.
    if (key === null) expect(asker.status().status).toBe('no-key');
    else await waitFor('the answer', () => store.answerOf(hash)?.outcome === 'unknown');
  });

  test('stops in the midst of an upload when reputation is turned off', async () => {
    const { fake, asker, store, enqueue, set } = await setUpAsker({ mode: 'upload-unknown', uploadsAgreed: true });
    enqueue('a');
    fake.setMood(({ method }) => method === 'POST');
    asker.poke();
    await waitFor('the upload', () => fake.seen.some(({ method }) => method === 'POST'));
    set({ mode: 'off' });
    asker.poke();
    await waitFor('the end', () => asker.status().status === 'off');
    expect(store.requests(null, 1).requests[0]).toMatchObject({ what: 'upload', outcome: 'sent' });
  });
});
