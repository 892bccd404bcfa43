import { type BigIntStats, lstatSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { type FileIdentity, identityOf } from '../files/file-identity.ts';
import { baseName, type FilePath } from '../files/file-path.ts';
import { errorCode } from '../files/fs-error.ts';

/** What is at a path right now, the link itself where it is a symbolic link. Nothing is opened. */
export type Look =
  | { readonly kind: 'file'; readonly identity: FileIdentity }
  | { readonly kind: 'directory'; readonly identity: FileIdentity }
  /** A symbolic link, FIFO, socket or device. */
  | { readonly kind: 'other'; readonly identity: FileIdentity }
  | { readonly kind: 'gone' }
  /** Something may be there, but the system does not let us see it. */
  | { readonly kind: 'unreadable'; readonly code: string };

/** Stands for a file system that is not asked, for it would not answer: as those have it that give up by themselves. */
export const silentCode = 'ETIMEDOUT';

export async function lookAtPath(path: FilePath): Promise<Look> {
  try {
    return lookOf(await lstat(path.bytes, { bigint: true }));
  } catch (error) {
    return lookOfError(path, error);
  }
}

/** The same without a thread of its own: far cheaper, but only for where the system always answers (`isSwiftType`). */
export function lookAtOnce(path: FilePath): Look {
  try {
    return lookOf(lstatSync(path.bytes, { bigint: true }));
  } catch (error) {
    return lookOfError(path, error);
  }
}

function lookOf(stats: BigIntStats): Look {
  const identity = identityOf(stats);
  if (stats.isFile()) return { kind: 'file', identity };
  return { kind: stats.isDirectory() ? 'directory' : 'other', identity };
}

function lookOfError(path: FilePath, error: unknown): Look {
  const code = errorCode(error);
  const isGone = code === 'ENOENT' || code === 'ENOTDIR' || (code === 'ENAMETOOLONG' && isImpossibleName(path));
  return isGone ? { kind: 'gone' } : { kind: 'unreadable', code };
}

/** Longest name of POSIX file systems (NAME_MAX), in bytes. */
const maxNameBytes = 255;

/**
 * A name too long to exist is one of which a watcher lost bytes: it puts U+FFFD, three bytes, for each it cannot read. A
 * whole path can be too long too (PATH_MAX), and then something may well be there.
 */
const isImpossibleName = (path: FilePath): boolean => baseName(path).length > maxNameBytes;
