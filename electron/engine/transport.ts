import type { FailureReason } from '../../contract/verdicts.ts';
import { isOverSizeLimit } from './clamd-commands.ts';
import type { Deadlines } from './deadlines.ts';
import type { Endpoint } from './endpoint.ts';
import type { ByteSource, Transport } from './exchange.ts';
import { parseReply, type Reply } from './reply-grammar.ts';
import { instreamOverTcp } from './tcp-transport.ts';
import { instreamOverUnix } from './unix-transport.ts';

export type InstreamFailure = { readonly kind: 'failed'; readonly reason: FailureReason; readonly detail: string };

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
    const wasCut = exchange.reason === 'short-stream' && !exchange.sourceBroke && !signal.aborted;
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
