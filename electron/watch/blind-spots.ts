import type { BlindSpot } from '../../contract/state.ts';
import { displayPath, filePath } from '../files/file-path.ts';
import { errorCode } from '../files/fs-error.ts';
import { canOpenFiles, isOutOfFiles, moreOpenFiles, sysctl } from '../files/open-files.ts';
import type { Unreadable } from './list-files.ts';
import { silentCode } from './look-at-path.ts';

/** What of a folder cannot be watched, counted by cause. */
export interface BlindSpots {
  /** Takes note of a watcher's error; false when it is about something else. What may not be read, the sweep counts. */
  note(error: unknown): boolean;
  list(): readonly BlindSpot[];
}

type Cause = Pick<BlindSpot, 'cause' | 'command'>;

const permission: Cause = { cause: 'permission', command: null };
const noAnswer: Cause = { cause: 'no-answer', command: null };
const watchLimit: Cause = { cause: 'watch-limit', command: sysctl('fs.inotify.max_user_watches=1048576') };
const instanceLimit: Cause = { cause: 'instance-limit', command: sysctl('fs.inotify.max_user_instances=1024') };
const openFiles = (code: string): Cause => ({ cause: 'open-files', command: moreOpenFiles(code) });

/** `ENOSPC` of inotify(7) is its limit of watches; `EMFILE` its limit of instances, or that of open files. */
function causeOf(error: unknown): Cause | null {
  const code = errorCode(error);
  switch (code) {
    case 'ENOSPC':
      return watchLimit;
    case 'EMFILE':
      return isAboutWatching(error) && canOpenFiles() ? instanceLimit : openFiles(code);
    case 'ENFILE':
      return openFiles(code);
    case 'EACCES':
    case 'EPERM':
      return permission;
    default:
      return null;
  }
}

/** Only the first watch of a thread needs an instance of inotify, which counts against its limit and is an open file too. */
const isAboutWatching = (error: unknown): boolean =>
  process.platform === 'linux' &&
  typeof error === 'object' &&
  error !== null &&
  'syscall' in error &&
  error.syscall === 'watch';

/** What a sweep could not look into, counted by cause. */
export function unreadableSpots(unreadable: readonly Unreadable[]): readonly BlindSpot[] {
  const spot = (found: readonly Unreadable[], cause: (code: string) => Cause): BlindSpot[] => {
    const [first] = found;
    return first === undefined ? [] : [{ ...cause(first.code), count: found.length, example: displayPath(first.path) }];
  };
  return [
    ...spot(
      unreadable.filter(({ code }) => !isOutOfFiles(code) && code !== silentCode),
      () => permission,
    ),
    ...spot(
      unreadable.filter(({ code }) => code === silentCode),
      () => noAnswer,
    ),
    ...spot(
      unreadable.filter(({ code }) => isOutOfFiles(code)),
      openFiles,
    ),
  ];
}

export function createBlindSpots(): BlindSpots {
  const places = new Map<BlindSpot['cause'], { readonly known: Set<string>; readonly command: Cause['command'] }>();
  return {
    note(error) {
      const found = causeOf(error);
      if (found === null) return false;
      const { cause, command } = found;
      if (cause === 'permission') return true;
      const place = places.get(cause) ?? { known: new Set(), command };
      place.known.add(pathOf(error) ?? `${place.known.size}`);
      places.set(cause, place);
      return true;
    },
    list: () =>
      [...places].map(([cause, { known, command }]) => ({
        cause,
        count: known.size,
        example: [...known][0] ?? '',
        command,
      })),
  };
}

function pathOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('path' in error)) return null;
  if (error.path instanceof Uint8Array) return displayPath(filePath(error.path));
  return typeof error.path === 'string' ? error.path : null;
}
