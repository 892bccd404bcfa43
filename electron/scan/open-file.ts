import { Buffer } from 'node:buffer';
import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { type FilePath, filePath } from '../files/file-path.ts';
import { createSwiftCheck, swiftGoodForMs } from '../files/swift-file-systems.ts';

/** One open descriptor of a file to scan. Everything throws the system's errors. */
export interface OpenFile {
  /** As the file was when it was opened. */
  readonly stats: BigIntStats;
  /** As it is now. */
  statNow(): BigIntStats | Promise<BigIntStats>;
  /** Fills `buffer` from a place in the file; how many bytes there were. */
  read(buffer: Buffer, position: number): number | Promise<number>;
  /** Never throws, and takes a second at most. */
  close(): void | Promise<void>;
}

/** Opens files, remembering where it may wait for the system itself. */
export interface FileOpener {
  /** Null: it is a link, where no flag refuses one. */
  open(path: FilePath): Promise<OpenFile | null>;
  /** Whether the last file in the path's directory lay on a local file system. */
  answersAtOnce(path: FilePath): boolean;
}

/** A read that never returns (a dead network share) keeps its handle; nobody waits longer for it than this. */
const closeDeadlineMs = 1_000;

/** Windows has no flag that refuses links. */
const opensLinksItself = constants.O_NOFOLLOW !== undefined;

/** Never follows a link and never waits for the other end of a FIFO, where the system has the flags for that. */
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

const rememberedDirectories = 512;
const swiftBytes = 256 * 1024;

/**
 * An opener that answers at once where that is safe. Node's asynchronous calls go through a pool of threads, which for
 * a small file costs several times what the calls themselves do; but a call that never returns, on a dead network
 * share, may only ever block such a thread. So the system is asked directly for files of up to `swiftBytes` in
 * directories where a file of the last second lay on a local file system; any other file goes the patient way.
 */
export function createFileOpener(monotonicMs = (): number => performance.now()): FileOpener {
  const swiftUntilMs = new Map<string, number>();
  const isSwift = createSwiftCheck({ monotonicMs });

  async function learn(directory: string, handle: FileHandle, { dev }: BigIntStats): Promise<void> {
    const untilMs = monotonicMs() + swiftGoodForMs;
    // By way of the descriptor, for the path may be another file's by now.
    if (!(await isSwift(filePath(`/proc/self/fd/${handle.fd}`), dev))) return;
    if (swiftUntilMs.size >= rememberedDirectories) swiftUntilMs.clear();
    swiftUntilMs.set(directory, untilMs);
  }

  const answersAtOnce = (path: FilePath): boolean => monotonicMs() < (swiftUntilMs.get(directoryOf(path)) ?? 0);

  return {
    answersAtOnce,
    async open(path) {
      if (answersAtOnce(path)) {
        const file = openSwiftly(path);
        if (file !== null) return file;
      }
      if (!opensLinksItself && (await lstat(path.bytes)).isSymbolicLink()) return null;
      const handle = await open(path.bytes, openFlags);
      try {
        const stats = await handle.stat({ bigint: true });
        if (process.platform === 'linux') await learn(directoryOf(path), handle, stats);
        return patient(handle, stats);
      } catch (error) {
        await closeInTime(handle);
        throw error;
      }
    },
  };
}

const separator = '/'.charCodeAt(0);
const directoryOf = ({ bytes }: FilePath): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.max(bytes.lastIndexOf(separator), 0)).toString('latin1');

/** Null when the file is so large that reading it would keep everything else waiting. */
function openSwiftly(path: FilePath): OpenFile | null {
  const descriptor = openSync(path.bytes, openFlags);
  const close = (): void => {
    try {
      closeSync(descriptor);
    } catch {
      // Released all the same, as in closeInTime.
    }
  };
  try {
    const stats = fstatSync(descriptor, { bigint: true });
    if (stats.isFile() && stats.size > BigInt(swiftBytes)) {
      close();
      return null;
    }
    return {
      stats,
      statNow: () => fstatSync(descriptor, { bigint: true }),
      read: (buffer, position) => readSync(descriptor, buffer, 0, buffer.length, position),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

const patient = (handle: FileHandle, stats: BigIntStats): OpenFile => ({
  stats,
  statNow: () => handle.stat({ bigint: true }),
  read: async (buffer, position) => (await handle.read(buffer, 0, buffer.length, position)).bytesRead,
  close: () => closeInTime(handle),
});

function closeInTime(handle: FileHandle): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, closeDeadlineMs);
    handle
      .close()
      .catch(() => {
        // The descriptor is released even when close reports an error (NFS, EIO); it was only ever read from.
      })
      .finally(() => {
        clearTimeout(timer);
        resolve();
      });
  });
}
