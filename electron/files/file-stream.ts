import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

const chunkBytes = 256 * 1024;

interface ReadRange {
  /** First byte, 0 unless given. */
  readonly start?: number;
  /** One past the last byte; the file's end unless given. */
  readonly end?: number;
  /** Checked before every read; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The bytes of an open file in order, in flat memory: every chunk is a view of one buffer, valid until the next is
 * asked for. Reads by position, so the descriptor's own offset does not matter. Throws the system's read errors.
 */
export async function* readChunks(handle: FileHandle, range: ReadRange = {}): AsyncGenerator<Buffer, void> {
  const { end = Number.POSITIVE_INFINITY, signal } = range;
  const buffer = Buffer.allocUnsafe(chunkBytes);
  let position = range.start ?? 0;
  while (position < end) {
    signal?.throwIfAborted();
    const wanted = Math.min(chunkBytes, end - position);
    const { bytesRead } = await handle.read(buffer, 0, wanted, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Appends all of `bytes` at the descriptor's offset; a short write is continued. Throws the system's write errors. */
export async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    written += (await handle.write(bytes, written, bytes.length - written)).bytesWritten;
  }
}

/** SHA-256 of an open file's bytes, lower-case hex. */
export async function hashFile(handle: FileHandle, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of readChunks(handle, { signal })) hash.update(chunk);
  return hash.digest('hex');
}
