import type { Readable } from 'node:stream';
import type { FailureReason } from '../../contract/verdicts.ts';
import { errorText } from '../files/fs-error.ts';
import { isOverSizeLimit } from './clamd-commands.ts';
import type { Endpoint } from './endpoint.ts';
import type { Exchange } from './exchange.ts';
import { parseReply, type Reply } from './reply-grammar.ts';
import { instreamOverTcp } from './tcp-transport.ts';
import { instreamOverUnix } from './unix-transport.ts';

/** How long each part of talking to clamd may take, in milliseconds. */
export interface Deadlines {
  readonly connectMs: number;
  /** No byte moved towards clamd for this long. */
  readonly stallMs: number;
  /** From the last byte sent to the reply; above clamd's own `MaxScanTime`. */
  readonly replyMs: number;
  /** From the first knock to the end of the connection. */
  readonly totalMs: number;
}

/** clamd gives up on one file after 120 s by default; waiting a little longer lets it say so. */
const longestScanMs = 150_000;
const slowestBytesPerMs = 1024;

/** The deadlines of one scan of `sizeBytes`. */
export const scanDeadlines = (sizeBytes: number): Deadlines => ({
  connectMs: 5_000,
  stallMs: 30_000,
  replyMs: longestScanMs,
  totalMs: 60_000 + longestScanMs + Math.ceil(sizeBytes / slowestBytesPerMs),
});

/** What is streamed: `size` bytes, no more. The transport destroys the stream whatever happens. */
export interface ByteSource {
  readonly size: number;
  readonly stream: Readable;
}

export type InstreamFailure = { readonly kind: 'failed'; readonly reason: FailureReason; readonly detail: string };

/** Takes bytes to clamd and brings back what it said, or why it could not. Never throws. */
export type Transport = (
  endpoint: Endpoint,
  source: ByteSource,
  deadlines: Deadlines,
  signal: AbortSignal,
) => Promise<Exchange>;

/** What the file's side of a broken transfer is called; who opened the file knows its true cause. */
export const sourceBroke = (error: unknown): string => `the file could not be read to its end: ${errorText(error)}`;

/** The one seam to clamd's INSTREAM, whatever the endpoint is. */
const exchangeInstream: Transport = (endpoint, source, deadlines, signal) =>
  endpoint.kind === 'tcp'
    ? instreamOverTcp(endpoint, source, deadlines, signal)
    : instreamOverUnix(endpoint, source, deadlines, signal);

/**
 * Streams a source to clamd and judges the answer. `ok` means: the exact words, after every byte was handed over, on a
 * connection that clamd then ended in good order. A reset after the words would mean that bytes were left unread.
 * Never throws.
 */
export async function instream(
  endpoint: Endpoint,
  source: ByteSource,
  deadlines: Deadlines,
  signal: AbortSignal,
): Promise<Reply | InstreamFailure> {
  const exchange = await exchangeInstream(endpoint, source, deadlines, signal);
  if (exchange.kind === 'failed') {
    // A stream cut short may be clamd's size limit whose message was lost to the reset that follows it.
    const wasCut = exchange.reason === 'short-stream' && source.stream.errored === null && !signal.aborted;
    if (wasCut && (await isOverSizeLimit(endpoint, source.size, signal))) {
      return {
        kind: 'unscannable',
        reason: 'too-large',
        signature: null,
        detail: 'larger than the StreamMaxLength of clamd',
      };
    }
    return exchange;
  }
  const reply = parseReply(exchange.bytes);
  const isSizeLimit = reply.kind === 'unscannable' && reply.reason === 'too-large';
  if (reply.kind === 'failed' || isSizeLimit) return reply;
  if (!exchange.afterLastByte) {
    return { kind: 'failed', reason: 'short-stream', detail: 'clamd answered before it was sent every byte' };
  }
  if (!exchange.endedInOrder) {
    return { kind: 'failed', reason: 'short-stream', detail: 'clamd reset the connection after its answer' };
  }
  return reply;
}
