import { createHash, randomBytes } from 'node:crypto';
import { type FileIdentity, identityOf, sameIdentity } from '../files/file-identity.ts';
import type { FilePath } from '../files/file-path.ts';
import { errorName } from '../files/fs-error.ts';
import { isOutOfFiles } from '../files/open-files.ts';
import type { FileOpener, OpenFile } from '../scan/open-file.ts';

/** A file that is open to be sent: what it is has been read once, and what is sent is that very version. */
export interface Upload {
  readonly boundary: string;
  /** Of the whole body. */
  readonly length: number;
  /** The body, as multipart/form-data with the one field `file`. Throws when the file changes meanwhile. */
  body(): AsyncGenerator<Buffer, void>;
  close(): Promise<void>;
}

/** The file changed while it was being sent: what is there now is another. */
export class ChangedWhileSent extends Error {}

const chunkBytes = 256 * 1024;

/**
 * Opens a file to be sent, by its hash: null when nothing is there any more, or something else. It goes by its hash there,
 * too: its name stays on this machine.
 */
export async function openUpload(
  opener: Pick<FileOpener, 'open'>,
  path: FilePath,
  sha256: string,
  signal: AbortSignal,
): Promise<Upload | null> {
  const file = await openOrNull(opener, path);
  if (file === null) return null;
  const identity = identityOf(file.stats);
  try {
    if (!file.stats.isFile() || (await hashOf(file, identity, signal)) !== sha256) {
      await file.close();
      return null;
    }
  } catch (error) {
    await file.close();
    if (error instanceof ChangedWhileSent) return null;
    throw error;
  }
  const boundary = `lazaret-${randomBytes(16).toString('hex')}`;
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${sha256}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    boundary,
    length: head.length + Number(identity.size) + tail.length,
    async *body() {
      yield head;
      yield* chunksOf(file, identity);
      yield tail;
    },
    close: async () => file.close(),
  };
}

/** The SHA-256 of a regular file; null when there is none at the path, or it changes meanwhile. */
export async function hashFile(
  opener: Pick<FileOpener, 'open'>,
  path: FilePath,
  signal: AbortSignal,
): Promise<{ readonly sha256: string; readonly size: number } | null> {
  const file = await openOrNull(opener, path);
  if (file === null) return null;
  try {
    const identity = identityOf(file.stats);
    if (!file.stats.isFile()) return null;
    return { sha256: await hashOf(file, identity, signal), size: Number(identity.size) };
  } catch (error) {
    if (error instanceof ChangedWhileSent) return null;
    throw error;
  } finally {
    await file.close();
  }
}

/** The beginning of a file; null when there is none at the path, or it cannot be read. */
export async function readHead(
  opener: Pick<FileOpener, 'open'>,
  path: FilePath,
  length: number,
): Promise<Buffer | null> {
  let file: OpenFile | null = null;
  try {
    file = await openOrNull(opener, path);
    if (file === null || !file.stats.isFile()) return null;
    const head = Buffer.alloc(Math.min(length, Number(file.stats.size)));
    let filled = 0;
    while (filled < head.length) {
      const read = await file.read(head.subarray(filled), filled);
      if (read === 0) break;
      filled += read;
    }
    return head.subarray(0, filled);
  } catch (error) {
    if (isOfFile(error)) return null;
    throw error;
  } finally {
    await file?.close();
  }
}

async function openOrNull(opener: Pick<FileOpener, 'open'>, path: FilePath): Promise<OpenFile | null> {
  try {
    return await opener.open(path);
  } catch (error) {
    // Gone, a link, locked by somebody: whatever it is, it is no file of ours to read.
    if (isOfFile(error)) return null;
    throw error;
  }
}

/** Whether the system's error says something of the file: that we may open no more of them says nothing, and passes. */
const isOfFile = (error: unknown): boolean => {
  const name = errorName(error);
  return name !== null && !isOutOfFiles(name);
};

async function hashOf(file: OpenFile, identity: FileIdentity, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunksOf(file, identity)) {
    signal.throwIfAborted();
    hash.update(chunk);
  }
  return hash.digest('hex');
}

/** Every byte of one version: each chunk is given only once the file is seen to be that version still. */
async function* chunksOf(file: OpenFile, identity: FileIdentity): AsyncGenerator<Buffer, void> {
  const size = Number(identity.size);
  let position = 0;
  while (position < size) {
    const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, size - position));
    const read = await file.read(buffer, position);
    const now = identityOf(await file.statNow());
    if (read === 0 || !sameIdentity(identity, now)) throw new ChangedWhileSent('The file changed while it was read.');
    position += read;
    yield buffer.subarray(0, read);
  }
}
