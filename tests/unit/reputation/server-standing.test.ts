import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { filePath } from '../../../electron/files/file-path.ts';
import { openLedgerDatabase } from '../../../electron/ledger/open-ledger-database.ts';
import { createReputationStore } from '../../../electron/reputation/reputation-store.ts';
import { createServerStanding } from '../../../electron/reputation/server-standing.ts';
import type { Server } from '../../../electron/reputation/virustotal-client.ts';
import { type HttpAnswer, type Reply, readFileReport } from '../../../electron/reputation/virustotal-replies.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { tempDir } from '../../support/temp-dir.ts';

const hash = 'ab'.repeat(32);
const server: Server = { base: 'https://relay.example.org/api/v3', key: 'a key' };
const offline: Reply = { kind: 'unreachable', detail: 'ENOTFOUND' };
const usable: Reply = { kind: 'unknown' };
const said = (status: number, body: string, headers: Partial<HttpAnswer> = {}): Reply =>
  readFileReport({ status, body, retryAfter: null, ...headers }, hash);
const apiError = (status: number, code: string): Reply =>
  said(status, JSON.stringify({ error: { code, message: '' } }));

const hourMs = 60 * 60_000;

/** The standing with a server, with one file in line, and what the clock and a restart do to it. */
function setUp() {
  const clock = createFakeClock();
  const { database } = openLedgerDatabase(join(tempDir(), 'ledger.sqlite'), clock.now);
  onTestFinished(() => void database.close());
  const store = createReputationStore(database);
  store.take([{ recordId: null, path: filePath('/downloads/a'), sha256: hash, size: 1, byHand: false }], null);
  let present: Server | null = server;
  let mode: 'off' | 'hash-only' = 'hash-only';
  const logged: unknown[] = [];
  const begin = () =>
    createServerStanding({
      store,
      quota: { wait: () => null },
      settings: () => ({ mode }),
      server: () => present,
      clock,
      log: { warn: (...words) => logged.push(words) },
    });
  return {
    ...{ clock, store, begin, logged },
    set: (next: Server | null) => {
      present = next;
    },
    turn: (next: typeof mode) => {
      mode = next;
    },
  };
}

describe('what the user is told at once', () => {
  test('is that there is no key, but not while reputation is off', () => {
    const { begin, set, turn } = setUp();
    const standing = begin();
    expect(standing.trouble()).toBeNull();
    set(null);
    expect(standing.trouble()).toEqual({ kind: 'no-key', detail: '' });
    turn('off');
    expect(standing.trouble()).toBeNull();
  });

  test.each([
    [401, 'WrongCredentialsError'],
    [403, 'ForbiddenError'],
  ])('is that the key is refused (%i), in the server’s words, until the key is another', (status, code) => {
    const { begin, set } = setUp();
    const standing = begin();
    standing.note(server, apiError(status, code));
    expect(standing.trouble()).toEqual({ kind: 'key-refused', detail: `HTTP ${status}, ${code}` });
    set({ ...server, key: 'another' });
    expect(standing.trouble()).toBeNull();
    expect(standing.obstacle()).toBeNull();
  });

  test('is that the key was refused in an earlier run, until it is taken or is another, and one request finds that out', () => {
    const { begin, set, store } = setUp();
    begin().note(server, apiError(401, 'WrongCredentialsError'));
    expect(store.fact('refused')).not.toContain(server.key);
    const later = begin();
    expect(later.trouble()).toEqual({ kind: 'key-refused', detail: 'HTTP 401, WrongCredentialsError' });
    expect(later.obstacle()).toBeNull();
    later.note(server, offline);
    expect(later.trouble()?.kind).toBe('key-refused');
    set({ ...server, key: 'another' });
    expect(later.trouble()).toBeNull();
    set(server);
    later.note(server, usable);
    expect([later.trouble(), begin().trouble()]).toEqual([null, null]);
  });

  test.each([
    ['a page', said(200, '<html>Welcome</html>')],
    ['another service’s JSON', said(200, '{"version":"2.1"}')],
    ['a 404 of its own', said(404, 'Not Found')],
    ['a 403 of a firewall', said(403, 'blocked by policy')],
    ['a redirection', said(301, '')],
  ])('is that the address is none of such a server, once it has said %s three times', (_, reply) => {
    const { begin, set } = setUp();
    const standing = begin();
    for (const expected of [null, null, 'no-server']) {
      standing.note(server, reply);
      expect(standing.trouble()?.kind ?? null).toBe(expected);
    }
    set({ ...server, base: 'https://relay.example.org/corrected' });
    expect([standing.trouble(), standing.obstacle()]).toEqual([null, null]);
    set(server);
    standing.note(server, usable);
    expect(standing.trouble()).toBeNull();
  });
});

describe('what passes by itself', () => {
  test.each<[string, Reply]>([
    ['the network is away', offline],
    ['it was asked too often', apiError(429, 'TooManyRequestsError')],
    ['its quota is used up', apiError(429, 'QuotaExceededError')],
    ['it is ill', apiError(503, 'TransientError')],
    ['the gateway before it is up and it is not', said(502, '<html>Bad gateway</html>')],
    ['it speaks the API, but not of this file', said(200, '{"data":{"type":"url","id":"x","attributes":{}}}')],
  ])('is not told while %s, but after a day of it', async (_, reply) => {
    const { begin, clock } = setUp();
    const standing = begin();
    for (let hours = 0; hours < 24; hours += 1) {
      standing.note(server, reply);
      expect(standing.trouble()).toBeNull();
      await clock.advance(hourMs);
    }
    expect(standing.trouble()).toBeNull();
    await clock.advance(1);
    expect(standing.trouble()).toMatchObject({ kind: 'no-answer', detail: 'detail' in reply ? reply.detail : '' });
    standing.note(server, usable);
    expect(standing.trouble()).toBeNull();
  });

  test('is not told while nothing waits for an answer', async () => {
    const { begin, clock, store } = setUp();
    const standing = begin();
    standing.note(server, offline);
    await clock.advance(25 * hourMs);
    store.dropAll();
    expect(standing.trouble()).toBeNull();
  });

  test('is counted over restarts, each of which has ten minutes to find the network', async () => {
    const { begin, clock } = setUp();
    begin().note(server, offline);
    await clock.advance(48 * hourMs);
    const second = begin();
    expect(second.trouble()).toBeNull();
    second.note(server, offline);
    await clock.advance(hourMs / 6);
    expect(second.trouble()).toBeNull();
    await clock.advance(1);
    expect(second.trouble()).toEqual({ kind: 'no-answer', detail: 'ENOTFOUND' });
  });

  test('is counted anew for another address, and from a clock that was set back', async () => {
    const { begin, clock, store, set } = setUp();
    const standing = begin();
    standing.note(server, offline);
    await clock.advance(25 * hourMs);
    const other = { ...server, base: 'https://other.example.org' };
    set(other);
    standing.note(other, offline);
    await clock.advance(hourMs);
    expect(standing.trouble()).toBeNull();
    const inAYear = new Date(clock.now().getTime() + 365 * 24 * hourMs).toISOString();
    store.setFact('unanswered', JSON.stringify({ base: other.base, since: inAYear }));
    standing.note(other, offline);
    await clock.advance(24 * hourMs + 1);
    expect(standing.trouble()?.kind).toBe('no-answer');
  });
});
