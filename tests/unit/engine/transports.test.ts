import { Buffer } from 'node:buffer';
import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Deadlines } from '../../../electron/engine/deadlines.ts';
import type { Endpoint } from '../../../electron/engine/endpoint.ts';
import { instream } from '../../../electron/engine/transport.ts';
import { answerWith, type FakeClamd, type FakeScript, startFakeClamd } from '../../support/fake-clamd.ts';
import { waitFor } from '../../support/wait-for.ts';

const patient: Deadlines = { connectMs: 5_000, stallMs: 5_000, replyMs: 5_000, totalMs: 20_000 };
const hasty: Deadlines = { connectMs: 200, stallMs: 200, replyMs: 200, totalMs: 2_000 };
const never = new AbortController().signal;

/** Fills every buffer between two processes on this machine several times over. */
const large = Buffer.alloc(24 * 1024 * 1024, 'a');

async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer, void> {
  for (let at = 0; at < bytes.length; at += 256 * 1024) yield bytes.subarray(at, at + 256 * 1024);
}

const scan = (endpoint: Endpoint, bytes: Buffer, deadlines = patient, signal = never) =>
  instream(endpoint, { size: bytes.length, chunks: chunksOf(bytes) }, deadlines, signal);

async function fake(kind: Endpoint['kind'], script: FakeScript): Promise<FakeClamd> {
  const clamd = await startFakeClamd(kind, script);
  onTestFinished(() => clamd.stop());
  return clamd;
}

describe.each(['tcp', 'unix'] as const)('a scan over %s', (kind) => {
  it.each([0, 1, 256 * 1024, 1024 * 1024 + 1])('hands over all of %i bytes and is clean then', async (size) => {
    const bytes = Buffer.alloc(size, 'x');
    let got: Buffer | undefined;
    const clamd = await fake(kind, async (conversation) => {
      got = await conversation.wholeStream();
      conversation.socket.end('stream: OK\0');
    });
    expect(await scan(clamd.endpoint, bytes)).toEqual({ kind: 'ok' });
    expect(got?.equals(bytes)).toBe(true);
  });

  it('puts a reply together that comes byte by byte', async () => {
    const clamd = await fake(kind, answerWith(...'stream: Eicar FOUND\0'));
    expect(await scan(clamd.endpoint, Buffer.from('x'))).toMatchObject({ kind: 'found', signature: 'Eicar' });
  });

  it.each([
    ['nothing', [''], 'no-reply'],
    ['two replies', ['stream: OK\0', 'stream: OK\0'], 'garbled-reply'],
    ['an error and then OK', ['Error writing to temporary file ERROR\0', 'stream: OK\0'], 'engine-error'],
    ['a newline for a NUL', ['stream: OK\n'], 'garbled-reply'],
    ['a wrong prefix', ['1: stream: OK\0'], 'garbled-reply'],
    ['more after the reply', ['stream: OK\0', 'x'], 'garbled-reply'],
    ['bytes that are not UTF-8', [Buffer.from([0xff, 0xfe])], 'garbled-reply'],
    ['its time-out', ['COMMAND READ TIMED OUT\n'], 'engine-error'],
  ])('is no answer when clamd sends %s', async (_, parts, reason) => {
    const clamd = await fake(kind, answerWith(...parts));
    expect(await scan(clamd.endpoint, Buffer.from('x'))).toMatchObject({ kind: 'failed', reason });
  });

  it('stops listening to a reply without end', async () => {
    const clamd = await fake(kind, answerWith(Buffer.alloc(10 * 1024 * 1024, 'stream: OK\0')));
    expect(await scan(clamd.endpoint, Buffer.from('x'))).toMatchObject({ kind: 'failed', reason: 'garbled-reply' });
  });

  it('is never clean when clamd says OK before it has read everything', async () => {
    const clamd = await fake(kind, ({ socket }) => {
      socket.pause();
      socket.write('stream: OK\0');
      setTimeout(() => socket.destroy(), 50);
    });
    expect(await scan(clamd.endpoint, large)).toMatchObject({ kind: 'failed', reason: 'short-stream' });
  });

  it('is never clean when clamd closes with bytes left unread after its OK', async () => {
    const clamd = await fake(kind, ({ socket }) => {
      socket.pause();
      setTimeout(() => socket.write('stream: OK\0', () => setTimeout(() => socket.destroy(), 20)), 100);
    });
    const scanned = await scan(clamd.endpoint, Buffer.alloc(100_000));
    expect(scanned).toMatchObject({ kind: 'failed', reason: 'short-stream', detail: expect.stringContaining('reset') });
  });

  it('is no answer when clamd dies in the middle', async () => {
    const clamd = await fake(kind, ({ socket }) => void socket.once('data', () => socket.destroy()));
    expect(await scan(clamd.endpoint, large)).toMatchObject({ kind: 'failed', reason: 'short-stream' });
  });

  it('is no answer when clamd dies while it scans', async () => {
    const clamd = await fake(kind, async ({ socket, wholeStream }) => {
      await wholeStream();
      socket.destroy();
    });
    expect(await scan(clamd.endpoint, Buffer.from('x'))).toMatchObject({ kind: 'failed', reason: 'no-reply' });
  });

  it('says that a file is over the size limit even when the message is lost to the reset after it', async () => {
    let connection = 0;
    const clamd = await fake(kind, ({ socket }) => {
      connection += 1;
      if (connection === 1) socket.once('data', () => socket.destroy());
      else socket.once('data', () => socket.end('INSTREAM size limit exceeded. ERROR\0'));
    });
    expect(await scan(clamd.endpoint, large)).toMatchObject({ kind: 'unscannable', reason: 'too-large' });
  });

  it('gives up when clamd takes no more bytes', async () => {
    const clamd = await fake(kind, ({ socket }) => void socket.pause());
    expect(await scan(clamd.endpoint, large, hasty)).toMatchObject({ kind: 'failed', reason: 'stalled' });
  });

  it('gives up when clamd stays silent', async () => {
    const clamd = await fake(kind, () => undefined);
    expect(await scan(clamd.endpoint, Buffer.from('x'), hasty)).toMatchObject({ kind: 'failed', reason: 'no-reply' });
  });

  it('waits for a scan that takes longer than five seconds', async () => {
    const clamd = await fake(kind, async ({ socket, wholeStream }) => {
      await wholeStream();
      setTimeout(() => socket.end('stream: OK\0'), 5_500);
    });
    expect(await scan(clamd.endpoint, Buffer.from('x'), { ...patient, replyMs: 10_000 })).toEqual({ kind: 'ok' });
  });

  it('ends at once when it is cancelled, and leaves no connection behind', async () => {
    const abort = new AbortController();
    const clamd = await fake(kind, ({ socket }) => {
      socket.once('end', () => socket.end());
      abort.abort();
    });
    const scanned = await scan(clamd.endpoint, large, patient, abort.signal);
    expect(scanned).toMatchObject({ kind: 'failed', reason: 'engine-unavailable' });
    await waitFor('the connection to end', () => clamd.open() === 0);
  });

  it('is no answer when the file cannot be read to its end', async () => {
    const clamd = await fake(kind, answerWith('stream: OK\0'));
    async function* breaking(): AsyncGenerator<Buffer, void> {
      yield Buffer.from('a first part');
      throw new Error('EIO: i/o error');
    }
    const scanned = await instream(clamd.endpoint, { size: 100, chunks: breaking() }, patient, never);
    expect(scanned).toMatchObject({ kind: 'failed', reason: 'short-stream' });
  });

  it('is no answer when clamd says OK too late', async () => {
    const clamd = await fake(kind, async ({ socket, wholeStream }) => {
      await wholeStream();
      setTimeout(() => socket.end('stream: OK\0'), 2 * hasty.replyMs);
    });
    expect(await scan(clamd.endpoint, Buffer.from('x'), hasty)).toMatchObject({ kind: 'failed', reason: 'no-reply' });
    await waitFor('the late answer to have gone nowhere', () => clamd.open() === 0);
  });

  it('survives ten thousand refused connections without keeping anything of them', async () => {
    const clamd = await startFakeClamd(kind, () => undefined);
    await clamd.stop();
    const descriptors = (): number => readdirSync('/proc/self/fd').length;
    const refuse = async (count: number): Promise<void> => {
      for (let done = 0; done < count; done += 50) {
        const batch = Array.from({ length: 50 }, () => scan(clamd.endpoint, Buffer.from('x')));
        for (const scanned of await Promise.all(batch)) {
          expect(scanned).toMatchObject({ kind: 'failed', reason: 'engine-unavailable' });
        }
      }
    };
    await refuse(2_000);
    const before = { descriptors: descriptors(), timers: timersInUse(), heap: heapAfterGc() };
    await refuse(8_000);
    await waitFor('all descriptors to be given back', () => descriptors() <= before.descriptors + 2);
    expect(timersInUse()).toBeLessThanOrEqual(before.timers + 2);
    expect(heapAfterGc() - before.heap).toBeLessThan(4 * 1024 * 1024);
  }, 60_000);

  it('calls nothing clean but the exact one of 10,000 replies, however they are made up, cut or broken off', async () => {
    const words = fc.constantFrom(
      'stream: OK',
      'stream: ',
      'OK',
      '\0',
      '\n',
      ' FOUND',
      ' ERROR',
      'Eicar',
      '1: ',
      '\u00ff',
    );
    const sent = fc.oneof(
      fc.array(words, { maxLength: 5 }).map((parts) => parts.join('')),
      fc.constant('stream: OK\0'),
    );
    const cuts = fc.array(fc.nat(40), { maxLength: 3 });
    // Between the answer and the end of the connection: in order, or cut off.
    const way = fc.record({ text: sent, cuts, isCutOff: fc.boolean() });
    const clamd = await fake(kind, () => undefined);
    await fc.assert(
      fc.asyncProperty(fc.array(way, { minLength: 25, maxLength: 25 }), async (ways) => {
        clamd.setScript(async (conversation) => {
          const asked = ways[Number(await conversation.wholeStream())];
          if (asked === undefined) throw new Error('Not a number of a way.');
          const bytes = Buffer.from(asked.text, 'latin1');
          const ends = asked.cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b);
          const parts = [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
          if (asked.isCutOff) conversation.socket.destroy();
          else await answerWith(...parts)(conversation);
        });
        const replies = await Promise.all(ways.map((_, index) => scan(clamd.endpoint, Buffer.from(String(index)))));
        const clean = ways.map(({ text, isCutOff }) => text === 'stream: OK\0' && !isCutOff);
        expect(replies.map((reply) => reply.kind === 'ok')).toEqual(clean);
      }),
      { numRuns: 400 },
    );
  }, 60_000);
});

/** Bytes in use when nothing that could be let go is left. */
function heapAfterGc(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

const timersInUse = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
