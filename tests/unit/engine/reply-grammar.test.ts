import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReply } from '../../../electron/engine/reply-grammar.ts';

const reply = (text: string) => parseReply(Buffer.from(text, 'latin1'));
const exact = 'stream: OK\0';

/** Pieces that real and imagined replies are made of, so that random joins come close to the one clean reply. */
const pieces = fc.constantFrom(
  exact,
  'stream: OK',
  'stream: ',
  'stream:',
  'OK',
  'OK\0',
  'OK\n',
  '\0',
  '\n',
  ' ',
  '1: ',
  'FOUND',
  ' FOUND\0',
  ' ERROR\0',
  'Eicar-Test-Signature',
  'Error writing to temporary file ERROR\0',
  'INSTREAM size limit exceeded. ERROR\0',
  'COMMAND READ TIMED OUT\n',
  'Heuristics.Limits.Exceeded.MaxFileSize',
  '/tmp/stream: OK',
  'stream: OK FOUND\0',
  '\u00ff',
);

const anyReply = fc.oneof(
  fc.array(pieces, { maxLength: 6 }).map((parts) => Buffer.from(parts.join(''), 'latin1')),
  fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
  // The clean reply with one byte put in, taken out, replaced, or cut off at any place.
  fc
    .tuple(fc.nat(exact.length), fc.nat(255), fc.constantFrom('insert', 'remove', 'replace', 'cut'))
    .map(([at, byte, edit]) => {
      const before = Buffer.from(exact.slice(0, at), 'latin1');
      const after = Buffer.from(exact.slice(at), 'latin1');
      if (edit === 'cut') return before;
      if (edit === 'remove') return Buffer.concat([before, after.subarray(1)]);
      return Buffer.concat([before, Buffer.from([byte]), edit === 'insert' ? after : after.subarray(1)]);
    }),
);

describe('the reply grammar', () => {
  it('calls only the exact words clean', () => {
    expect(reply(exact)).toEqual({ kind: 'ok' });
  });

  it('calls nothing else clean, whatever is sent', () => {
    fc.assert(
      fc.property(anyReply, (bytes) => {
        expect(parseReply(bytes).kind === 'ok').toBe(bytes.toString('latin1') === exact);
      }),
      { numRuns: 20_000 },
    );
  });

  it('names the signature of an infected file', () => {
    for (const signature of [
      'Eicar-Test-Signature.UNOFFICIAL',
      'Win.Test.EICAR_HDB-1',
      '{HEX}php.gzbase64.436',
      'OK',
    ]) {
      expect(reply(`stream: ${signature} FOUND\0`)).toEqual({ kind: 'found', signature, heuristic: false });
    }
  });

  it('marks what the engine only guesses, or calls unwanted rather than harmful', () => {
    for (const signature of ['Heuristics.Phishing.Email.SpoofedDomain', 'PUA.Win.Packer.Upx-28']) {
      expect(reply(`stream: ${signature} FOUND\0`)).toEqual({ kind: 'found', signature, heuristic: true });
    }
  });

  it.each([
    ['stream: Heuristics.Encrypted.Zip FOUND\0', 'encrypted'],
    ['stream: Heuristics.Encrypted.PDF FOUND\0', 'encrypted'],
    ['stream: Heuristics.Limits.Exceeded FOUND\0', 'limits-exceeded'],
    ['stream: Heuristics.Limits.Exceeded.MaxRecursion FOUND\0', 'limits-exceeded'],
    ['stream: Heuristics.Limits.Exceeded.EmailLineFoldcnt FOUND\0', 'limits-exceeded'],
    ['stream: Heuristics.Limits.Exceeded.MaxScanTime FOUND\0', 'timed-out'],
    ['stream: Exceeded time limit ERROR\0', 'timed-out'],
    ['stream: Time limit reached ERROR\0', 'timed-out'],
    ['stream: Exceeded max scan size ERROR\0', 'limits-exceeded'],
    ['INSTREAM size limit exceeded. ERROR\0', 'too-large'],
  ])('knows that %j was not fully scanned', (text, reason) => {
    expect(reply(text)).toMatchObject({ kind: 'unscannable', reason });
  });

  it.each([
    ['', 'no-reply'],
    ['stream: OK', 'garbled-reply'],
    ['stream: OK\n', 'garbled-reply'],
    ['stream: OK\0\0', 'garbled-reply'],
    ['stream: OK\0stream: OK\0', 'garbled-reply'],
    ['\0stream: OK\0', 'garbled-reply'],
    ['Stream: OK\0', 'garbled-reply'],
    ['1: stream: OK\0', 'garbled-reply'],
    ['/home/me/stream: OK\0', 'garbled-reply'],
    ['fd[12]: OK\0', 'garbled-reply'],
    ['stream: Two Words FOUND\0', 'garbled-reply'],
    ['stream:  FOUND\0', 'garbled-reply'],
    ['UNKNOWN COMMAND\0', 'garbled-reply'],
    ['COMMAND READ TIMED OUT\n', 'engine-error'],
    ["stream: Can't allocate memory ERROR\0", 'engine-error'],
    ['Error writing to temporary file ERROR\0stream: OK\0', 'engine-error'],
    [`stream: ${'x'.repeat(2000)} FOUND\0`, 'garbled-reply'],
    [`stream: ${'x'.repeat(300)} FOUND\0`, 'garbled-reply'],
  ])('takes %j for no answer at all', (text, reason) => {
    expect(reply(text)).toMatchObject({ kind: 'failed', reason });
  });

  it('shows a garbled answer without control characters', () => {
    const garbled = reply('\u001b[2Jstream: OK');
    expect(garbled).toMatchObject({ kind: 'failed', detail: expect.stringContaining('\\x1b[2Jstream: OK') });
  });
});
