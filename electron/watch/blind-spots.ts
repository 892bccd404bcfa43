import type { BlindSpot } from '../../contract/state.ts';
import { displayPath, filePath } from '../files/file-path.ts';
import { errorCode } from '../files/fs-error.ts';

/** What of a folder cannot be watched, counted by cause. */
export interface BlindSpots {
  /** Takes note of a watcher's error; false when it is about something else. What may not be read, the sweep counts. */
  note(error: unknown): boolean;
  list(): readonly BlindSpot[];
}

const sysctl = (setting: string): string =>
  `echo ${setting} | sudo tee /etc/sysctl.d/60-lazaret.conf && sudo sysctl --system`;

/** What mends each cause, where a command does. */
const commands: Readonly<Record<BlindSpot['cause'], string | null>> = {
  'watch-limit': sysctl('fs.inotify.max_user_watches=1048576'),
  'instance-limit': sysctl('fs.inotify.max_user_instances=1024'),
  'open-files': 'ulimit -n 65536',
  permission: null,
};

/** `ENOSPC` of inotify(7) is its limit of watches; `EMFILE` its limit of instances, or that of open files. */
function causeOf(code: string): BlindSpot['cause'] | null {
  switch (code) {
    case 'ENOSPC':
      return 'watch-limit';
    case 'EMFILE':
    case 'ENFILE':
      return process.platform === 'linux' ? 'instance-limit' : 'open-files';
    case 'EACCES':
    case 'EPERM':
      return 'permission';
    default:
      return null;
  }
}

export const blindSpot = (cause: BlindSpot['cause'], count: number, example: string): BlindSpot => ({
  cause,
  count,
  example,
  command: commands[cause],
});

export function createBlindSpots(): BlindSpots {
  const places = new Map<BlindSpot['cause'], Set<string>>();
  return {
    note(error) {
      const cause = causeOf(errorCode(error));
      if (cause === null) return false;
      if (cause === 'permission') return true;
      const known = places.get(cause) ?? new Set();
      places.set(cause, known.add(pathOf(error) ?? `${known.size}`));
      return true;
    },
    list: () => [...places].map(([cause, known]) => blindSpot(cause, known.size, [...known][0] ?? '')),
  };
}

function pathOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('path' in error)) return null;
  if (error.path instanceof Uint8Array) return displayPath(filePath(error.path));
  return typeof error.path === 'string' ? error.path : null;
}
