import { once } from 'node:events';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import type { Deadlines } from '../engine/deadlines.ts';
import type { Endpoint } from '../engine/endpoint.ts';
import { instream } from '../engine/transport.ts';
import { errorText } from '../files/fs-error.ts';
import { decryptBlob } from '../quarantine/blob-format.ts';
import type { ScanVerdict } from './scan-outcome.ts';

/** An item of the vault, by what it takes to read it. */
export interface StoredFile {
  /** Where the encrypted copy is. */
  readonly blob: Uint8Array<ArrayBuffer>;
  readonly header: Uint8Array<ArrayBuffer>;
  readonly key: Uint8Array<ArrayBuffer>;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly size: bigint;
}

interface ScanStoredRequest {
  readonly file: StoredFile;
  readonly endpoint: Endpoint;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  readonly deadlinesFor: (sizeBytes: number) => Deadlines;
}

type Judgement = Pick<ScanVerdict, 'verdict' | 'reason' | 'signature' | 'detail'>;

const readOnly = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);
const pipeBytes = 1024 * 1024;

/**
 * Scans what is locked away. The bytes go from the encrypted copy to the engine in memory, never to a disk, and what the
 * engine says counts only once they proved to be the stored file. Never throws for what the copy,
 * the disk or the engine does.
 */
export async function scanStored(request: ScanStoredRequest): Promise<ScanVerdict> {
  const startedAt = performance.now();
  const judgement = await judge(request);
  const isRead = ['clean', 'infected', 'suspicious'].includes(judgement.verdict);
  const sha256 = isRead ? request.file.sha256 : null;
  const durationMs = performance.now() - startedAt;
  return { kind: 'verdict', ...judgement, sha256, identity: null, durationMs };
}

async function judge(request: ScanStoredRequest): Promise<Judgement> {
  const { file, maxBytes } = request;
  if (file.size > BigInt(maxBytes)) {
    return unscannable('too-large', `${file.size} bytes, over the limit of ${maxBytes}`);
  }
  let blob: FileHandle;
  try {
    blob = await open(Buffer.from(file.blob), readOnly);
  } catch (error) {
    return unscannable('unreadable', errorText(error));
  }
  try {
    return await judgeBlob(blob, request);
  } finally {
    await blob.close();
  }
}

async function judgeBlob(blob: FileHandle, request: ScanStoredRequest): Promise<Judgement> {
  const { file, endpoint, signal, deadlinesFor } = request;
  const size = Number(file.size);
  const stream = new PassThrough({ highWaterMark: pipeBytes });
  const ended = new AbortController();
  stream.once('close', () => ended.abort());
  const sink = async (chunk: Uint8Array): Promise<void> => {
    if (!stream.write(chunk)) await once(stream, 'drain', { signal: ended.signal });
  };
  const { header, key, sha256 } = file;
  const reading = decryptBlob(blob, { header, key, sha256, size: file.size, sink, signal: ended.signal })
    .then((end) => {
      if (end.kind === 'verified') stream.end();
      else stream.destroy(new Error(end.detail));
      return end;
    })
    .catch((error: unknown) => {
      // The engine may be done before it has read everything; then the stream is closed, and that is no error.
      const detail = errorText(error);
      stream.destroy(new Error(detail));
      return { kind: 'broken' as const, detail };
    });
  const reply = await instream(endpoint, { size, chunks: stream }, deadlinesFor(size), signal);
  // The engine may have answered, or gone, before it asked for everything.
  stream.destroy();
  const read = await reading;
  if (read.kind === 'damaged') return unscannable('unreadable', read.detail);
  switch (reply.kind) {
    case 'failed':
      return { verdict: 'failed', reason: reply.reason, signature: null, detail: reply.detail };
    case 'unscannable':
      return { verdict: 'unscannable', reason: reply.reason, signature: reply.signature, detail: reply.detail };
    default:
      if (read.kind === 'broken') {
        return { verdict: 'failed', reason: 'short-stream', signature: null, detail: read.detail };
      }
      if (reply.kind === 'ok') return { verdict: 'clean', reason: null, signature: null, detail: null };
      return {
        verdict: reply.heuristic ? 'suspicious' : 'infected',
        reason: null,
        signature: reply.signature,
        detail: null,
      };
  }
}

const unscannable = (reason: 'too-large' | 'unreadable', detail: string): Judgement => ({
  verdict: 'unscannable',
  reason,
  signature: null,
  detail,
});
