import { Buffer } from 'node:buffer';
import { spawnSync } from 'node:child_process';
import { close, constants, mkdirSync, openSync, read, write } from 'node:fs';
import { promisify } from 'node:util';

export interface StallingShare {
  /** Resolves when somebody reads from its file, which is never answered. */
  readonly isRead: Promise<void>;
  /** From now on nothing at all is answered, as by a share whose server is away. */
  fallSilent(): void;
  /** Answers with an error from now on, and is unmounted. */
  end(): void;
}

/** Operations of the kernel's FUSE protocol, 7.31 (linux/fuse.h). */
const lookup = 1;
const getattr = 3;
const openFile = 14;
const readFile = 15;
const statfs = 17;
const init = 26;
const openDirectory = 27;
const readDirectory = 28;

const requestBytes = 40;
const largestRequest = 128 * 1024;
const noSuchCall = 38;
const fileSize = 1024 * 1024;
const fileInode = 2;
/** So long the kernel need not ask again, in seconds. */
const goodFor = 600n;

/**
 * To be ended by the test, which must not open anything there itself: it is the one that answers. Mounts a real file system,
 * by FUSE, that holds one file of a megabyte under any name: it can be looked at and opened, and whoever reads from it waits
 * for ever. Null where that is not allowed; only root may.
 */
export function mountStalling(directory: string): StallingShare | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  mkdirSync(directory, { recursive: true });
  let device: number;
  try {
    device = openSync('/dev/fuse', constants.O_RDWR);
  } catch {
    return null;
  }
  const options = 'fd=3,rootmode=40000,user_id=0,group_id=0,allow_other';
  const mounted = spawnSync('mount', ['-i', '-t', 'fuse', '-o', options, 'stalling', directory], {
    stdio: ['ignore', 'ignore', 'ignore', device],
  });
  let isSilent = false;
  let isOver = false;
  let tellRead = (): void => undefined;
  const isRead = new Promise<void>((resolve) => {
    tellRead = resolve;
  });
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    // Ends the wait for the next request, and answers all that is owed with an error.
    spawnSync('umount', ['--force', directory]);
    spawnSync('umount', ['--lazy', directory]);
    close(device, () => undefined);
  };
  const give = async (request: Buffer): Promise<void> => {
    const answer = answerTo(request.readUInt32LE(4), request.readBigUInt64LE(16));
    const head = Buffer.alloc(16);
    head.writeUInt32LE(head.length + (answer?.length ?? 0));
    head.writeInt32LE(answer === null ? -noSuchCall : 0, 4);
    request.copy(head, 8, 8, 16);
    await promisify(write)(device, Buffer.concat([head, answer ?? Buffer.alloc(0)]));
  };
  const serve = async (): Promise<void> => {
    const request = Buffer.alloc(largestRequest);
    for (;;) {
      const { bytesRead } = await promisify(read)(device, request, 0, request.length, null);
      if (bytesRead < requestBytes) return;
      const operation = request.readUInt32LE(4);
      if (operation === readFile) tellRead();
      if (!isSilent && operation !== readFile) await give(request);
    }
  };
  if (mounted.status !== 0) {
    close(device, () => undefined);
    return null;
  }
  // The device tells by an error that it is unmounted.
  serve().catch(() => undefined);
  return {
    isRead,
    fallSilent() {
      isSilent = true;
    },
    end,
  };
}

/** Null where it is not known here. */
function answerTo(operation: number, node: bigint): Buffer | null {
  switch (operation) {
    case init: {
      const answer = Buffer.alloc(64);
      answer.writeUInt32LE(7, 0);
      answer.writeUInt32LE(31, 4);
      answer.writeUInt32LE(4096, 20);
      return answer;
    }
    case lookup: {
      const entry = Buffer.alloc(40);
      entry.writeBigUInt64LE(BigInt(fileInode), 0);
      entry.writeBigUInt64LE(goodFor, 16);
      entry.writeBigUInt64LE(goodFor, 24);
      return Buffer.concat([entry, attributesOf(fileInode)]);
    }
    case getattr: {
      const valid = Buffer.alloc(16);
      valid.writeBigUInt64LE(goodFor, 0);
      return Buffer.concat([valid, attributesOf(Number(node))]);
    }
    case openFile:
    case openDirectory:
      return Buffer.alloc(16);
    case readDirectory:
      return Buffer.alloc(0);
    case statfs:
      return Buffer.alloc(80);
    default:
      return null;
  }
}

/** The file's, or those of the directory it is in. */
function attributesOf(inode: number): Buffer {
  const attributes = Buffer.alloc(88);
  const isFile = inode === fileInode;
  attributes.writeBigUInt64LE(BigInt(inode), 0);
  attributes.writeBigUInt64LE(BigInt(isFile ? fileSize : 0), 8);
  attributes.writeUInt32LE(isFile ? 0o100644 : 0o040755, 60);
  attributes.writeUInt32LE(1, 64);
  return attributes;
}
