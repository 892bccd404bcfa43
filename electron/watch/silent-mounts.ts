import { readFile, statfs } from 'node:fs/promises';
import type { Clock } from '../base/clock.ts';
import { createListeners } from '../base/listeners.ts';
import { within } from '../base/within.ts';
import { baseName, displayPath, type FilePath, isInside, parentPath, pathKey, rebasePath } from '../files/file-path.ts';
import { type Mount, mayNeverAnswer, parseMountinfo } from '../files/network-file-system.ts';

export interface MountsBelow {
  /**
   * Another text after each mount and unmount, and when one stops or begins to answer. A watch stays with the directory that
   * something is mounted over, and hears nothing of what is there then.
   */
  readonly key: string;
  /** Where something is mounted that does not answer: whoever looks there, waits, perhaps for ever. Below the folder as named. */
  readonly silent: readonly FilePath[];
  /** Whether the folder, or anything mounted below it, may stop answering: a server or another program has to. */
  readonly mayHang: boolean;
}

/** A folder as the user names it, and without symbolic links. */
interface Folder {
  readonly path: FilePath;
  readonly realPath: FilePath;
}

/** Knows what is mounted below folders, and which network shares of that have stopped answering. */
export interface SilentMounts {
  /** Looks once, within some seconds, whatever the file systems do. Null where it cannot be told: anywhere but on Linux. */
  below(folder: Folder): Promise<MountsBelow | null>;
  /** Whether a path lies where the last look below its folder found a mount silent. */
  isSilent(path: FilePath): boolean;
  /** The names in a directory where that is so. */
  silentIn(directory: FilePath): readonly Uint8Array[];
  /** The folder itself owes an answer. Where that is the fault of what is mounted there, it is silent until the next look below. */
  rootIsLate(folder: Folder): Promise<void>;
  /** The work's result, or `silent` where `isHit` says so, at once or as soon as more falls silent; the work goes on then. */
  unlessSilent<T>(isHit: () => boolean, work: () => Promise<T>): Promise<T | 'silent'>;
  /** Nobody looks below the folder any more. */
  forget(folder: Pick<Folder, 'path'>): void;
}

/** As long as for a folder's own root. */
const deadlineMs = 5_000;
/**
 * Each file system that hangs while it is asked holds one of the threads that all file access of the program shares
 * (`base/many-threads.ts`). With so many held, no other is asked, and what may hang is taken for silent.
 */
const mostHanging = 16;
/** So many are asked at the same time: those that hang shall not be waited for one after the other. */
const askedTogether = 8;

export function createSilentMounts({
  clock,
  ask = async ({ bytes }) => void (await statfs(bytes)),
  mountinfo = () => readFile('/proc/self/mountinfo', 'latin1'),
}: {
  readonly clock: Pick<Clock, 'schedule'>;
  /** Settles, either way, when the file system answers. */
  readonly ask?: (point: FilePath) => Promise<void>;
  /** As proc_pid_mountinfo(5) has it. */
  readonly mountinfo?: () => Promise<string>;
}): SilentMounts {
  const asking = new Map<string, Promise<boolean>>();
  const hanging = new Set<string>();
  const found = new Map<string, readonly FilePath[]>();

  const moreSilent = createListeners<[]>();

  const points = (): readonly FilePath[] => [...found.values()].flat();
  const isSilent = (path: FilePath): boolean => points().some((point) => isInside(path, point));

  const note = (folder: FilePath, silent: readonly FilePath[]): void => {
    const isMore = !silent.every(isSilent);
    if (silent.length === 0) found.delete(pathKey(folder));
    else found.set(pathKey(folder), silent);
    if (isMore) moreSilent.tell();
  };

  const readMounts = async (): Promise<readonly Mount[] | null> => {
    const text = process.platform === 'linux' ? await mountinfo().catch(() => null) : null;
    return text === null ? null : parseMountinfo(text);
  };

  const answers = async (mount: Mount): Promise<boolean> => {
    const key = keyOf(mount);
    if (hanging.has(key) || hanging.size >= mostHanging) return false;
    const known = asking.get(key);
    if (known !== undefined) return known;
    const asked = inTime(mount).finally(() => asking.delete(key));
    asking.set(key, asked);
    return asked;
  };

  const inTime = async (mount: Mount): Promise<boolean> => {
    const key = keyOf(mount);
    const isThere = (): true => {
      hanging.delete(key);
      return true;
    };
    // A refusal is an answer too.
    const answer = await within(ask(mount.point).then(isThere, isThere), deadlineMs, clock);
    if (answer === 'late') hanging.add(key);
    return answer !== 'late';
  };

  /** Those that do not answer, but for what lies behind another of them. */
  const silentAmong = async (mounts: readonly Mount[]): Promise<readonly FilePath[]> => {
    const silent: FilePath[] = [];
    const left = mounts.filter(mayNeverAnswer).sort((a, b) => a.point.bytes.length - b.point.bytes.length);
    while (left.length > 0) {
      const asked: Mount[] = [];
      // What lies behind one that is being asked waits for its answer.
      while (asked.length < askedTogether) {
        const [next] = left;
        if (next === undefined || asked.some(({ point }) => isInside(next.point, point))) break;
        left.shift();
        if (!silent.some((point) => isInside(next.point, point))) asked.push(next);
      }
      const answered = await Promise.all(asked.map(answers));
      silent.push(...asked.filter((_, index) => answered[index] === false).map(({ point }) => point));
    }
    return silent;
  };

  return {
    async below({ path, realPath }) {
      const all = await readMounts();
      if (all === null) return null;
      const mounts = all.filter(({ point }) => isInside(point, realPath) && !point.bytes.equals(realPath.bytes));
      const silent = await silentAmong(mounts);
      const named = silent.map((point) => rebasePath(point, realPath, path));
      note(path, named);
      const lines = [...mounts.map(keyOf), ...silent.map((point) => `silent ${displayPath(point)}`)];
      return {
        key: lines.join('\n'),
        silent: named,
        mayHang: liesOnSuch(realPath, all) || mounts.some(mayNeverAnswer),
      };
    },
    isSilent,
    silentIn: (directory) =>
      points()
        .filter((point) => parentPath(point).bytes.equals(directory.bytes))
        .map(baseName),
    async rootIsLate({ path, realPath }) {
      if (liesOnSuch(realPath, (await readMounts()) ?? [])) note(path, [path]);
    },
    async unlessSilent(isHit, work) {
      if (isHit()) return 'silent';
      let forget = (): void => undefined;
      const hit = new Promise<'silent'>((resolve) => {
        forget = moreSilent.add(() => isHit() && resolve('silent'));
      });
      return await Promise.race([work(), hit]).finally(forget);
    },
    forget: ({ path }) => void found.delete(pathKey(path)),
  };
}

/** Of mounts in the same place the last one counts. */
const liesOnSuch = (realPath: FilePath, mounts: readonly Mount[]): boolean => {
  const under = mounts.filter(({ point }) => isInside(realPath, point));
  const nearest = under.reduce<Mount | null>(
    (best, mount) => (best === null || mount.point.bytes.length >= best.point.bytes.length ? mount : best),
    null,
  );
  return nearest !== null && mayNeverAnswer(nearest);
};

const keyOf = ({ id, point }: Mount): string => `${id} ${displayPath(point)}`;
