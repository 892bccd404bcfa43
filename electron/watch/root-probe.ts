import { opendir, realpath, stat } from 'node:fs/promises';
import type { Clock } from '../base/clock.ts';
import { within } from '../base/within.ts';
import { childPath, displayPath, type FilePath, filePath } from '../files/file-path.ts';
import { errorCode } from '../files/fs-error.ts';
import { isOutOfFiles, outOfFilesText } from '../files/open-files.ts';

/** Tells a directory from another one in its place; to be compared with `sameRoot`. */
export interface RootId {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly birthtimeNs: bigint;
  readonly ctimeNs: bigint;
}

/** Inode numbers are given anew, so the time of birth counts too, but for file systems that report ctime as such. */
export function sameRoot(a: RootId, b: RootId): boolean {
  if (a.dev !== b.dev || a.ino !== b.ino) return false;
  return a.birthtimeNs === b.birthtimeNs || (a.birthtimeNs === a.ctimeNs && b.birthtimeNs === b.ctimeNs);
}

/** What a watched folder's root is right now. `detail` is for people: what is wrong and what to do. */
export type RootProbe =
  | {
      readonly kind: 'present';
      /** Without symbolic links. */
      readonly realPath: FilePath;
      readonly id: RootId;
      readonly isMountPoint: boolean;
    }
  /** `late`: it has not answered yet. */
  | { readonly kind: 'unavailable' | 'denied' | 'late'; readonly detail: string };

/** A network share that went away may never answer. */
const deadlineMs = 5_000;

/**
 * Gives a look at the root that answers within five seconds, whatever the file system does. While an earlier look
 * hangs, no other is begun: each holds one of the few threads all file access of the program shares.
 */
export function createRootProbe(root: FilePath, clock: Pick<Clock, 'schedule'>): () => Promise<RootProbe> {
  const detail = `${displayPath(root)} does not answer. If it is a network folder, check the connection.`;
  let looking: Promise<RootProbe> | null = null;
  return async () => {
    looking ??= probe(root).finally(() => {
      looking = null;
    });
    const probed = await within(looking, deadlineMs, clock);
    return probed === 'late' ? { kind: 'late', detail } : probed;
  };
}

async function probe(root: FilePath): Promise<RootProbe> {
  const shown = displayPath(root);
  try {
    const stats = await stat(root.bytes, { bigint: true });
    if (!stats.isDirectory()) return { kind: 'unavailable', detail: `${shown} is no longer a folder.` };
    await (await opendir(root.bytes)).close();
    const { dev, ino, birthtimeNs, ctimeNs } = stats;
    const above = await stat(childPath(root, '..').bytes, { bigint: true });
    return {
      kind: 'present',
      realPath: filePath(await realpath(root.bytes, { encoding: 'buffer' })),
      id: { dev, ino, birthtimeNs, ctimeNs },
      isMountPoint: above.dev !== stats.dev,
    };
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EACCES' || code === 'EPERM') return { kind: 'denied', detail: deniedDetail(shown) };
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return { kind: 'unavailable', detail: `${shown} is not there. If it is on a drive or share, connect it.` };
    }
    if (isOutOfFiles(code)) return { kind: 'unavailable', detail: outOfFilesText(code) };
    return { kind: 'unavailable', detail: `${shown} cannot be looked at (${code}).` };
  }
}

function deniedDetail(shown: string): string {
  return process.platform === 'darwin'
    ? `macOS does not let Lazaret see ${shown}. Allow it in System Settings → Privacy & Security → Files and Folders.`
    : `Lazaret has no permission to look into ${shown}. Give the user it runs as read and search permission on it.`;
}
