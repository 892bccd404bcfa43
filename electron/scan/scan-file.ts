import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Reason, Verdict } from '../../contract/verdicts.ts';
import type { Deadlines } from '../engine/deadlines.ts';
import type { Endpoint } from '../engine/endpoint.ts';
import { instream } from '../engine/transport.ts';
import { type FileIdentity, identityOf, sameIdentity } from '../files/file-identity.ts';
import type { FilePath } from '../files/file-path.ts';
import { errorName, errorText } from '../files/fs-error.ts';
import type { ScanOutcome } from './scan-outcome.ts';

export interface ScanFileRequest {
  readonly path: FilePath;
  readonly endpoint: Endpoint;
  /** Larger files are `unscannable: too-large` without a byte being sent. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  readonly deadlinesFor: (sizeBytes: number) => Deadlines;
}

/** Verdict and reason of one try, before what was known of the file is added. */
interface Judgement {
  readonly verdict: Verdict;
  readonly reason: Reason | null;
  readonly signature: string | null;
  readonly detail: string | null;
}

const chunkBytes = 256 * 1024;

/** A read that never returns (a dead network share) keeps its handle; nobody waits longer for it than this. */
const closeDeadlineMs = 1_000;

/** Windows has no flag that refuses links. */
const opensLinksItself = constants.O_NOFOLLOW !== undefined;

/** Never follows a link and never waits for the other end of a FIFO, where the system has the flags for that. */
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Scans the file at a path through one descriptor: what is judged, hashed and sent is the same version, and `clean` or
 * `infected` is said only when clamd was sent exactly the bytes of a file that did not change meanwhile. Never throws
 * for anything the file, the system or the engine does.
 */
export async function scanFile(request: ScanFileRequest): Promise<ScanOutcome> {
  const startedAt = performance.now();
  const outcome = (judgement: Judgement, identity: FileIdentity | null, sha256: string | null): ScanOutcome => ({
    kind: 'verdict',
    ...judgement,
    sha256,
    identity,
    durationMs: performance.now() - startedAt,
  });
  let handle: FileHandle;
  try {
    if (!opensLinksItself && (await lstat(request.path.bytes)).isSymbolicLink()) {
      return outcome(unscannable('not-regular', 'It is a link.'), null, null);
    }
    handle = await open(request.path.bytes, openFlags);
  } catch (error) {
    const judgement = judgeFileError(error);
    return judgement === 'gone' ? { kind: 'gone' } : outcome(judgement, null, null);
  }
  let identity: FileIdentity | null = null;
  try {
    const stats = await handle.stat({ bigint: true });
    identity = identityOf(stats);
    if (!stats.isFile())
      return outcome(unscannable('not-regular', 'Only regular files can be scanned.'), identity, null);
    if (stats.size > BigInt(request.maxBytes)) {
      return outcome(
        unscannable('too-large', `${stats.size} bytes, over the limit of ${request.maxBytes}`),
        identity,
        null,
      );
    }
    const { judgement, sha256 } = await scanHandle(handle, identity, request);
    return outcome(judgement, identity, sha256);
  } catch (error) {
    const judgement = judgeFileError(error);
    return judgement === 'gone' ? { kind: 'gone' } : outcome(judgement, identity, null);
  } finally {
    await closeInTime(handle);
  }
}

async function scanHandle(
  handle: FileHandle,
  identity: FileIdentity,
  { endpoint, signal, deadlinesFor }: ScanFileRequest,
): Promise<{ readonly judgement: Judgement; readonly sha256: string | null }> {
  const size = Number(identity.size);
  const reading = readAndHash(handle, size);
  const reply = await instream(endpoint, { size, stream: reading.stream }, deadlinesFor(size), signal);
  const { bytesRead, error } = reading.result();
  if (error !== null) throw error;
  if (reply.kind === 'failed') return { judgement: failed(reply.reason, reply.detail), sha256: null };
  const after = identityOf(await handle.stat({ bigint: true }));
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
  if (reply.kind === 'ok') return { judgement: plain('clean', null), sha256 };
  return { judgement: plain(reply.heuristic ? 'suspicious' : 'infected', reply.signature), sha256 };
}

/** The first `size` bytes of the file as a stream, hashed on their way. */
function readAndHash(handle: FileHandle, size: number) {
  const hash = createHash('sha256');
  let position = 0;
  let failure: Error | null = null;
  const readNext = async (stream: Readable): Promise<void> => {
    const wanted = Math.min(chunkBytes, size - position);
    if (wanted === 0) return void stream.push(null);
    const buffer = Buffer.allocUnsafe(wanted);
    const { bytesRead } = await handle.read(buffer, 0, wanted, position);
    if (stream.destroyed) return;
    const chunk = buffer.subarray(0, bytesRead);
    position += bytesRead;
    hash.update(chunk);
    stream.push(bytesRead === 0 ? null : chunk);
  };
  const stream = new Readable({
    highWaterMark: chunkBytes,
    read() {
      readNext(this).catch((error: unknown) => {
        failure = error instanceof Error ? error : new Error(errorText(error));
        this.destroy(failure);
      });
    },
  });
  return {
    stream,
    result: () => ({ bytesRead: position, error: failure }),
    digest: () => hash.digest('hex'),
  };
}

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

async function closeInTime(handle: FileHandle): Promise<void> {
  const closing = handle.close().catch(() => {
    // The descriptor is released even when close reports an error (NFS, EIO); it was only ever read from.
  });
  const timer = new AbortController();
  await Promise.race([closing, delay(closeDeadlineMs, undefined, { signal: timer.signal }).catch(() => undefined)]);
  timer.abort();
}
