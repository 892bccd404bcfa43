import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { type FileIdentity, sameIdentity } from '../files/file-identity.ts';
import { type FilePath, pathKey } from '../files/file-path.ts';
import { type DirectoryId, listFiles } from './list-files.ts';
import type { ReadDirectory } from './read-directory.ts';
import type { HintKind } from './settle.ts';

export interface TreePoller {
  /** Resolves when everything has been listed once. */
  readonly ready: Promise<void>;
  close(): void;
}

/** The pause between two looks; NFS keeps a file's attributes for at least three seconds anyway (nfs(5), acregmin). */
const everyMs = 5_000;
/** A tree that takes long to look through is looked through less often: at most a fifth of the time is spent on it. */
const pausePerLook = 4;

/** Looks through a tree again and again and hints at what is new or changed, where the system gives no events. */
export function startPolling(options: {
  readonly root: FilePath;
  readonly recursive: boolean;
  readonly read: ReadDirectory;
  readonly isExcluded: (directory: DirectoryId, path: FilePath) => boolean;
  readonly onHint: (path: FilePath, kind: HintKind) => void;
  readonly clock: Pick<Clock, 'monotonicMs' | 'schedule'>;
  readonly log: Pick<Logger, 'warn'>;
}): TreePoller {
  const { root, recursive, read, isExcluded, onHint, clock, log } = options;
  const closed = new AbortController();
  let known: ReadonlyMap<string, FileIdentity> | null = null;
  let callOff = (): void => undefined;

  const look = async (): Promise<void> => {
    const found = new Map<string, FileIdentity>();
    // The sweep reports what cannot be read.
    const listed = listFiles({
      ...{ root, recursive, read, isExcluded },
      signal: closed.signal,
      onUnreadable: () => undefined,
    });
    for await (const files of listed) {
      for (const { path, identity } of files) {
        const key = pathKey(path);
        found.set(key, identity);
        const before = known?.get(key);
        if (known !== null && (before === undefined || !sameIdentity(before, identity))) onHint(path, 'found');
      }
    }
    known = found;
  };

  const lookAgain = async (): Promise<void> => {
    const beganMs = clock.monotonicMs();
    try {
      await look();
    } catch (error) {
      if (!closed.signal.aborted) log.warn('the folder could not be looked through', error);
    }
    const tookMs = clock.monotonicMs() - beganMs;
    if (closed.signal.aborted) return;
    callOff = clock.schedule(() => void lookAgain(), Math.max(everyMs, tookMs * pausePerLook));
  };

  return {
    ready: lookAgain(),
    close() {
      callOff();
      closed.abort(new Error('The folder is no longer looked through.'));
    },
  };
}
