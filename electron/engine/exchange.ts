import { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import type { FailureReason } from '../../contract/verdicts.ts';
import { errorName, errorText } from '../files/fs-error.ts';
import type { Deadlines } from './deadlines.ts';
import type { Endpoint } from './endpoint.ts';
import { longestReplyBytes } from './reply-grammar.ts';

/** How one connection to clamd went. */
export type Exchange =
  | {
      readonly kind: 'reply';
      readonly bytes: Buffer;
      /** Every byte had left this process before the first byte of the reply came. */
      readonly afterLastByte: boolean;
      /** clamd closed the connection; nothing broke it. */
      readonly endedInOrder: boolean;
    }
  | {
      readonly kind: 'failed';
      readonly reason: FailureReason;
      readonly detail: string;
      /** It was what is streamed that broke, not clamd nor the connection. */
      readonly sourceBroke: boolean;
    };

/** What is streamed: `size` bytes, no more. */
export interface ByteSource {
  readonly size: number;
  /** Each chunk is valid until the next is asked for. */
  readonly chunks: AsyncIterable<Buffer>;
}

/** Takes bytes to clamd and brings back what it said, or why it could not. Never throws. */
export type Transport = (
  endpoint: Endpoint,
  source: ByteSource,
  deadlines: Deadlines,
  signal: AbortSignal,
) => Promise<Exchange>;

export interface Supervision {
  readonly deadlines: Deadlines;
  readonly signal: AbortSignal;
  /** Whether everything there is to send has been handed to the system. */
  readonly sentAll: () => boolean;
  /** In bytes; that of a verdict if left out. */
  readonly longestReply?: number;
}

export interface SupervisedExchange {
  /** Resolves exactly once, within the deadlines; never rejects. */
  readonly done: Promise<Exchange>;
  /** Ends it for a reason found elsewhere. */
  fail(reason: FailureReason, detail: string): void;
  /** Ends it because what is streamed could not be read; who opened the file knows the true cause. */
  failSource(error: unknown): void;
}

/**
 * Watches one socket from before it is connected to its end: collects the reply, measures progress, keeps every
 * deadline. It must be called before anything else listens, so that no error is ever without a listener. It does not
 * destroy the socket when done; its caller does, in `finally`.
 */
export function superviseExchange(
  socket: Socket,
  { deadlines, signal, sentAll, longestReply = longestReplyBytes }: Supervision,
): SupervisedExchange {
  let resolve: (exchange: Exchange) => void;
  const done = new Promise<Exchange>((settleWith) => {
    resolve = settleWith;
  });
  const chunks: Buffer[] = [];
  const startedAt = performance.now();
  let received = 0;
  let connected = false;
  let afterLastByte = false;
  let movedBytes = 0;
  let movedAt = startedAt;
  let sentAllAt: number | null = null;
  let settled = false;

  const settle = (exchange: Exchange): void => {
    if (settled) return;
    settled = true;
    clearInterval(ticker);
    signal.removeEventListener('abort', onAbort);
    resolve(exchange);
  };
  const fail = (reason: FailureReason, detail: string): void =>
    settle({ kind: 'failed', reason, detail, sourceBroke: false });
  const failSource = (error: unknown): void => {
    const detail = `the file could not be read to its end: ${errorText(error)}`;
    settle({ kind: 'failed', reason: 'short-stream', detail, sourceBroke: true });
  };
  const onAbort = (): void => fail('engine-unavailable', 'The scan was stopped.');

  const closed = (endedInOrder: boolean, detail: string): void => {
    if (received > 0) settle({ kind: 'reply', bytes: Buffer.concat(chunks), afterLastByte, endedInOrder });
    else if (!connected) fail('engine-unavailable', detail);
    else if (!sentAll()) fail('short-stream', `clamd ended the connection before it was sent every byte (${detail})`);
    else fail('no-reply', `clamd ended the connection without an answer (${detail})`);
  };

  const tick = (): void => {
    const now = performance.now();
    if (now - startedAt > deadlines.totalMs) fail('stalled', `not done within ${deadlines.totalMs} ms`);
    else if (!connected) awaitConnection(now);
    else if (sentAll()) awaitReply(now);
    else awaitProgress(now);
  };
  const awaitConnection = (now: number): void => {
    if (now - startedAt > deadlines.connectMs) fail('engine-unavailable', `no connection in ${deadlines.connectMs} ms`);
  };
  const awaitReply = (now: number): void => {
    sentAllAt ??= now;
    if (now - sentAllAt > deadlines.replyMs) fail('no-reply', `no answer within ${deadlines.replyMs} ms`);
  };
  /** Back-pressure stops the count of bytes written soon after clamd stops taking them. */
  const awaitProgress = (now: number): void => {
    const moved = socket.bytesWritten - socket.writableLength;
    if (moved !== movedBytes) {
      movedBytes = moved;
      movedAt = now;
    } else if (now - movedAt > deadlines.stallMs) {
      fail('stalled', `nothing could be sent for ${deadlines.stallMs} ms`);
    }
  };
  const shortest = Math.min(deadlines.connectMs, deadlines.stallMs, deadlines.replyMs, deadlines.totalMs);
  const ticker = setInterval(tick, Math.min(Math.max(shortest / 4, 10), 1_000));

  // Kept to the very end and beyond: a socket may still report an error while it is being destroyed.
  socket.on('error', (error) => closed(false, errorName(error) ?? errorText(error)));
  socket.on('close', () => closed(false, 'closed'));
  socket.on('end', () => closed(true, 'closed'));
  socket.on('connect', () => {
    connected = true;
    movedAt = performance.now();
  });
  socket.on('data', (chunk: Buffer) => {
    if (received === 0) afterLastByte = sentAll();
    received += chunk.length;
    if (received > longestReply) fail('garbled-reply', `the answer is longer than ${longestReply} bytes`);
    else chunks.push(chunk);
  });
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  return { done, fail, failSource };
}
