import { lstat } from 'node:fs/promises';
import { type FileIdentity, identityOf } from '../files/file-identity.ts';
import type { FilePath } from '../files/file-path.ts';
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

export async function lookAtPath(path: FilePath): Promise<Look> {
  try {
    const stats = await lstat(path.bytes, { bigint: true });
    const identity = identityOf(stats);
    if (stats.isFile()) return { kind: 'file', identity };
    return { kind: stats.isDirectory() ? 'directory' : 'other', identity };
  } catch (error) {
    const code = errorCode(error);
    return code === 'ENOENT' || code === 'ENOTDIR' ? { kind: 'gone' } : { kind: 'unreadable', code };
  }
}
