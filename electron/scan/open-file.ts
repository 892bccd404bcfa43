import { Buffer } from 'node:buffer';
import {
  type BigIntStats,
  close,
  closeSync,
  constants,
  fstat,
  fstatSync,
  open,
  openSync,
  read,
  readSync,
} from 'node:fs';
import { lstat } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
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
  /**
   * Null: it is a link, where no flag refuses one. With the signal the file is given up: where the system owes an answer about it
   * then, it is closed at once.
   */
  open(path: FilePath, signal?: AbortSignal): Promise<OpenFile | null>;
  /** Whether the last file in the path's directory lay on a local file system. */
  answersAtOnce(path: FilePath): boolean;
}

/** A dead network share may not even answer that a file is closed; nobody waits longer for it than this. */
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

  async function learn(directory: string, descriptor: number, { dev }: BigIntStats): Promise<void> {
    const untilMs = monotonicMs() + swiftGoodForMs;
    // By way of the descriptor, for the path may be another file's by now.
    if (!(await isSwift(filePath(`/proc/self/fd/${descriptor}`), dev))) return;
    if (swiftUntilMs.size >= rememberedDirectories) swiftUntilMs.clear();
    swiftUntilMs.set(directory, untilMs);
  }

  const answersAtOnce = (path: FilePath): boolean => monotonicMs() < (swiftUntilMs.get(directoryOf(path)) ?? 0);

  return {
    answersAtOnce,
    async open(path, signal) {
      if (answersAtOnce(path)) {
        const file = openSwiftly(path);
        if (file !== null) return file;
      }
      if (!opensLinksItself && (await lstat(path.bytes)).isSymbolicLink()) return null;
      const descriptor = await openLater(path.bytes, openFlags);
      const patient = openPatiently(descriptor, signal);
      try {
        const stats = await patient.statNow();
        if (process.platform === 'linux') await learn(directoryOf(path), descriptor, stats);
        return { ...patient, stats };
      } catch (error) {
        await patient.close();
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

const openLater = promisify(open);
const statLater = promisify(fstat);
const readLater = promisify(read);
const closeLater = promisify(close);

/**
 * By the descriptor itself, since a `FileHandle` is closed only after all that was asked of it is answered. On a dead share it
 * would stay open until then, and no program could be started: whoever starts one closes what is open in the new process, and
 * FUSE has that wait for the share, too. What is closed is out of the way at once, even while its share owes the answer.
 */
function openPatiently(descriptor: number, signal: AbortSignal | undefined): Omit<OpenFile, 'stats'> {
  let asked = 0;
  let closing: Promise<void> | null = null;
  const giveUp = (): void => {
    if (asked > 0) void closeNow();
  };
  const closeNow = (): Promise<void> => {
    signal?.removeEventListener('abort', giveUp);
    // Released even when close reports an error (NFS, EIO); it was only ever read from.
    closing ??= closeLater(descriptor).catch(() => undefined);
    return closing;
  };
  const ask = async <T>(work: () => Promise<T>): Promise<T> => {
    // The number may be another file's by now.
    if (closing !== null) throw Object.assign(new Error('ESTALE: the file was given up'), { code: 'ESTALE' });
    asked += 1;
    try {
      return await work();
    } finally {
      asked -= 1;
    }
  };
  signal?.addEventListener('abort', giveUp, { once: true });
  return {
    statNow: () => ask(() => statLater(descriptor, { bigint: true })),
    read: async (buffer, position) =>
      (await ask(() => readLater(descriptor, buffer, 0, buffer.length, position))).bytesRead,
    close: () => inTime(closeNow()),
  };
}

function inTime(closing: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, closeDeadlineMs);
    void closing.finally(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
