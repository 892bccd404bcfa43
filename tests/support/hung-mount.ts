import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';

export interface HungMount {
  /** Answers with an error from now on, and is unmounted. */
  end(): void;
}

/**
 * To be ended by the test. Mounts a real file system that answers nothing, as a network share does whose server is away: FUSE, with nobody at the
 * other end. Null where that is not allowed; only root may.
 */
export function mountHung(directory: string): HungMount | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  mkdirSync(directory, { recursive: true });
  let device: number;
  try {
    device = openSync('/dev/fuse', 'r+');
  } catch {
    return null;
  }
  const options = 'fd=3,rootmode=40000,user_id=0,group_id=0,allow_other';
  // By the system's call alone (-i): a helper for FUSE need not be there.
  const mounted = spawnSync('mount', ['-i', '-t', 'fuse', '-o', options, 'hung', directory], {
    stdio: ['ignore', 'ignore', 'ignore', device],
  });
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    closeSync(device);
    spawnSync('umount', ['--lazy', directory]);
  };
  // A kernel that is only imitated may answer by itself.
  const isHung = () => spawnSync('stat', [directory], { timeout: 500, killSignal: 'SIGKILL' }).signal === 'SIGKILL';
  if (mounted.status !== 0 || !isHung()) {
    end();
    return null;
  }
  return { end };
}
