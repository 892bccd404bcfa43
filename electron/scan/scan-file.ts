import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Reason, Verdict } from '../../contract/verdicts.ts';
import { systemClock } from '../base/clock.ts';
import type { Deadlines } from '../engine/deadlines.ts';
import type { Endpoint } from '../engine/endpoint.ts';
import { instream } from '../engine/transport.ts';
import { type FileIdentity, identityOf, sameIdentity } from '../files/file-identity.ts';
import type { FilePath } from '../files/file-path.ts';
import { errorName, errorText } from '../files/fs-error.ts';
import type { FileOpener, OpenFile } from './open-file.ts';
import { followReading, type ReadingProgress } from './reading-progress.ts';
import type { ScanOutcome } from './scan-outcome.ts';
import { mayHideSomething, tellingBytes } from './unseen-content.ts';

export interface ScanFileRequest {
  readonly path: FilePath;
  readonly endpoint: Endpoint;
  /** Larger files are `unscannable: too-large` without a byte being sent. */
  readonly maxBytes: number;
  /** The engine calls clean what it did not look into. */
  readonly isLenient: boolean;
  readonly signal: AbortSignal;
  readonly deadlinesFor: (sizeBytes: number) => Deadlines;
  /** Told now and then how far a large file is; of a small one, nothing. */
  readonly onProgress?: (progress: ReadingProgress) => void;
}

/** Verdict and reason of one try, before what was known of the file is added. */
interface Judgement {
  readonly verdict: Verdict;
  readonly reason: Reason | null;
  readonly signature: string | null;
  readonly detail: string | null;
}

const chunkBytes = 256 * 1024;

/**
 * Scans the file at a path through one descriptor: what is judged, hashed and sent is the same version, and `clean` or
 * `infected` is said only when clamd was sent exactly the bytes of a file that did not change meanwhile. Never throws
 * for anything the file, the system or the engine does.
 */
export function createFileScan(opener: Pick<FileOpener, 'open'>) {
  return async (request: ScanFileRequest): Promise<ScanOutcome> => {
    const startedAt = performance.now();
    const outcome = (judgement: Judgement, identity: FileIdentity | null, sha256: string | null): ScanOutcome => ({
      kind: 'verdict',
      ...judgement,
      sha256,
      identity,
      durationMs: performance.now() - startedAt,
    });
    let file: OpenFile | null = null;
    let identity: FileIdentity | null = null;
    try {
      file = await opener.open(request.path, request.signal);
      if (file === null) return outcome(unscannable('not-regular', 'It is a link.'), null, null);
      const { stats } = file;
      identity = identityOf(stats);
      if (!stats.isFile())
        return outcome(unscannable('not-regular', 'Only regular files can be scanned.'), identity, null);
      if (stats.size > BigInt(request.maxBytes)) {
        const detail = `${stats.size} bytes, over the limit of ${request.maxBytes}`;
        return outcome(unscannable('too-large', detail), identity, null);
      }
      const { judgement, sha256 } = await scanOpened(file, identity, request);
      return outcome(judgement, identity, sha256);
    } catch (error) {
      const judgement = judgeFileError(error);
      return judgement === 'gone' ? { kind: 'gone' } : outcome(judgement, identity, null);
    } finally {
      await file?.close();
    }
  };
}

async function scanOpened(
  file: OpenFile,
  identity: FileIdentity,
  { endpoint, isLenient, signal, deadlinesFor, onProgress }: ScanFileRequest,
): Promise<{ readonly judgement: Judgement; readonly sha256: string | null }> {
  const size = Number(identity.size);
  const reading = readAndHash(file, size, isLenient ? tellingBytes : 0);
  const unfollow =
    onProgress === undefined
      ? () => undefined
      : followReading({ sizeBytes: size, bytesRead: reading.taken, tell: onProgress, clock: systemClock });
  const reply = await instream(endpoint, { size, chunks: reading.chunks() }, deadlinesFor(size), signal);
  unfollow();
  const { bytesRead, error } = reading.result();
  // A file that was given up is closed, which says nothing about it.
  if (error !== null && !signal.aborted) throw error;
  if (reply.kind === 'failed') return { judgement: failed(reply.reason, reply.detail), sha256: null };
  const after = identityOf(await file.statNow());
  if (!sameIdentity(identity, after)) {
    return {
      judgement: failed('changed-while-scanning', 'The file changed while it was being scanned.'),
      sha256: null,
    };
  }
  if (reply.kind === 'unscannable') {
    const { reason, signature, detail } = reply;
    const sha256 = bytesRead === size ? reading.digest() : null;
    return { judgement: { verdict: 'unscannable', reason, signature, detail }, sha256 };
  }
  if (bytesRead !== size) {
    return { judgement: failed('short-stream', `${bytesRead} of ${size} bytes were sent.`), sha256: null };
  }
  const sha256 = reading.digest();
  if (reply.kind === 'ok') {
    const isDoubtful = isLenient && mayHideSomething(reading.head(), size);
    return { judgement: isDoubtful ? unscannable('engine-lenient', lenientDetail) : plain('clean', null), sha256 };
  }
  return { judgement: plain(reply.heuristic ? 'suspicious' : 'infected', reply.signature), sha256 };
}

/**
 * The first `size` bytes of the file in chunks, hashed on their way; the first `headBytes` of them are kept. While one chunk
 * is being sent the next is read, into the other of two buffers: memory is flat, and a chunk is valid until the next is
 * asked for.
 */
function readAndHash(file: OpenFile, size: number, headBytes: number) {
  const hash = createHash('sha256');
  const head = Buffer.alloc(Math.min(headBytes, size));
  let position = 0;
  let taken = 0;
  let failure: Error | null = null;

  const readNext = (buffer: Buffer): number | Promise<number> =>
    file.read(buffer.subarray(0, Math.min(buffer.length, size - position)), position);

  async function* chunks(): AsyncGenerator<Buffer, void> {
    let filling = Buffer.allocUnsafe(Math.min(chunkBytes, size));
    let sending = size > chunkBytes ? Buffer.allocUnsafe(chunkBytes) : filling;
    try {
      let reading = size === 0 ? 0 : readNext(filling);
      while (position < size) {
        const bytesRead = await reading;
        if (bytesRead === 0) return;
        [filling, sending] = [sending, filling];
        position += bytesRead;
        if (position < size) {
          reading = readNext(filling);
          // Thrown when it is waited for, unless nobody asks for more.
          Promise.resolve(reading).catch(() => undefined);
        }
        const chunk = sending.subarray(0, bytesRead);
        hash.update(chunk);
        const from = position - bytesRead;
        if (from < head.length) chunk.copy(head, from);
        yield chunk;
        taken = position;
      }
    } catch (error) {
      failure = error instanceof Error ? error : new Error(errorText(error));
      throw failure;
    }
  }

  return {
    chunks,
    /** The bytes of all chunks after which another was asked for. */
    taken: () => taken,
    result: () => ({ bytesRead: position, error: failure }),
    digest: () => hash.digest('hex'),
    head: () => head,
  };
}

const lenientDetail =
  'The engine said OK, but it is not set to report encrypted files, or those over its limits, and would say so of them, too.';

const plain = (verdict: Verdict, signature: string | null): Judgement => ({
  verdict,
  reason: null,
  signature,
  detail: null,
});

const unscannable = (reason: Reason, detail: string): Judgement => ({
  verdict: 'unscannable',
  reason,
  signature: null,
  detail,
});

const failed = (reason: Reason, detail: string): Judgement => ({ verdict: 'failed', reason, signature: null, detail });

/** What an error of open, fstat or read says of the file. */
function judgeFileError(error: unknown): Judgement | 'gone' {
  const detail = errorText(error);
  switch (errorName(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'gone';
    // A symbolic link (ELOOP, on some systems EMLINK or EFTYPE), a Unix socket, a device without a driver, a directory.
    case 'ELOOP':
    case 'EMLINK':
    case 'EFTYPE':
    case 'ENXIO':
    case 'ENODEV':
    case 'EISDIR':
    case 'EOPNOTSUPP':
      return unscannable('not-regular', detail);
    // Somebody holds a lease or a lock on it: it is still being worked on.
    case 'EAGAIN':
    case 'EBUSY':
    case 'ETXTBSY':
    case 'ESTALE':
      return failed('changed-while-scanning', detail);
    // Our own want, not the file's.
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOMEM':
      return failed('worker-lost', detail);
    default:
      return unscannable('unreadable', detail);
  }
}
