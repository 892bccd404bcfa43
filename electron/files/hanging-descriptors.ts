import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { Clock } from '../base/clock.ts';
import { within } from '../base/within.ts';
import { parseMountinfo } from './network-file-system.ts';

/** So long may what is mounted somewhere take for an answer, in milliseconds. */
const answerMs = 2_000;
/** A share that is away is noticed, and what is open there given up, within this. */
const deadlineMs = 30_000;
const lookEveryMs = 500;

/** What is mounted somewhere and owes an answer, by its number: asked again, it would only keep another thread. */
const owed = new Map<string, Promise<true>>();

/**
 * To be waited for before a program is started. Whoever starts one closes in the new process what is open in this one, and waits for
 * that with all else: where a file is open on a share by FUSE that is away, for ever. Throws where such a file stays open; ends early
 * when the signal aborts.
 */
export async function untilNoneHangs(
  clock: Pick<Clock, 'monotonicMs' | 'schedule'>,
  signal: AbortSignal,
  {
    openFiles = openOnFuse,
    ask = statfs,
  }: {
    /** One of the files that are open on each mount of FUSE. */
    readonly openFiles?: () => ReadonlyMap<string, OpenOnFuse>;
    /** Settles, either way, when the file system answers. */
    readonly ask?: (path: string) => Promise<unknown>;
  } = {},
): Promise<void> {
  const answerOf = (mount: string, { descriptor }: OpenOnFuse): Promise<true> => {
    const isThere = (): true => {
      owed.delete(mount);
      return true;
    };
    // A refusal is an answer too.
    const answer = owed.get(mount) ?? ask(`/proc/self/fd/${descriptor}`).then(isThere, isThere);
    owed.set(mount, answer);
    return answer;
  };
  const firstHanging = async (): Promise<string | null> => {
    for (const [mount, open] of openFiles()) {
      if ((await within(answerOf(mount, open), answerMs, clock, signal)) === 'late') return open.path;
    }
    return null;
  };
  const endMs = clock.monotonicMs() + deadlineMs;
  while (!signal.aborted) {
    const hanging = await firstHanging();
    if (hanging === null || signal.aborted) return;
    if (clock.monotonicMs() >= endMs) {
      throw new Error(`No program can be started: ${hanging} is open, and its file system does not answer.`);
    }
    await new Promise<void>((resolve) => void clock.schedule(resolve, lookEveryMs));
  }
}

interface OpenOnFuse {
  readonly descriptor: string;
  readonly path: string;
}

/** Asks no file system but `/proc`. */
function openOnFuse(): ReadonlyMap<string, OpenOnFuse> {
  const found = new Map<string, OpenOnFuse>();
  if (process.platform !== 'linux') return found;
  try {
    const mounts = new Set(
      parseMountinfo(readFileSync('/proc/self/mountinfo', 'latin1'))
        .filter(({ type }) => type.startsWith('fuse'))
        .map(({ id }) => id.split(' ')[0]),
    );
    if (mounts.size === 0) return found;
    for (const descriptor of readdirSync('/proc/self/fd')) {
      const mount = mountOf(descriptor);
      if (mount !== null && mounts.has(mount)) found.set(mount, { descriptor, path: pathOf(descriptor) });
    }
  } catch {
    // Without a /proc it is started all the same.
  }
  return found;
}

/** By proc_pid_fdinfo(5). Null when it is closed meanwhile. */
function mountOf(descriptor: string): string | null {
  try {
    return /^mnt_id:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1'))?.[1] ?? null;
  } catch {
    return null;
  }
}

function pathOf(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return 'a file';
  }
}
