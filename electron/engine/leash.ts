import type { Logger } from '../base/log.ts';
import { type StartedProgram, spawnWithoutFiles } from '../base/spawn-without-files.ts';

/**
 * Waits for a line, or for the end of its input, which the system closes when whoever holds the other side dies. A line
 * means that all is in order; the end without one, that the process is to be ended: TERM, and KILL after five seconds.
 */
const script = `read -r _ && exit 0
kill -TERM "$1" 2>/dev/null || exit 0
for _ in 1 2 3 4 5; do sleep 1; kill -0 "$1" 2>/dev/null || exit 0; done
kill -KILL "$1" 2>/dev/null`;

/**
 * Has a process of ours ended as soon as we are gone, also when we are killed by force and can do nothing any more. That
 * is seen by a shell in a process group of its own, through a pipe that only we hold; Windows has none, and there the next
 * start ends what was left. Returns the release, to be called as soon as the process has ended by itself.
 */
export function leash(pid: number, platform: NodeJS.Platform, log: Pick<Logger, 'warn'>): () => void {
  if (platform === 'win32') return () => undefined;
  const lost = (error: unknown): void => log.warn('what ends clamd if Lazaret is killed does not run', error);
  try {
    const shell = spawnWithoutFiles('/bin/sh', ['-c', script, 'lazaret-leash', String(pid)], {
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    shell.once('error', lost);
    // It has ended before us: nobody reads any more.
    shell.stdin.once('error', lost);
    shell.unref();
    return () => shell.stdin.end('ended\n');
  } catch (error) {
    // No memory or no descriptors left: clamd runs already, and is better kept than lost sight of.
    lost(error);
    return () => undefined;
  }
}

/** Becomes the program at a line; should its input end without one, nobody is there to look after it. */
const heldScript = 'read -r _ || exit 0; exec "$0" "$@" </dev/null';

/** A process that does nothing yet, and becomes the program, under the same number, when it is let go. */
export interface HeldProgram {
  readonly child: StartedProgram<'pipe' | 'ignore', 'pipe'>;
  letGo(): void;
}

/**
 * Starts a program that waits until it is on its leash and recorded: killed in between, we leave nothing running. On Windows
 * it begins at once.
 *
 * @param program an absolute path
 */
export function spawnHeld(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly platform: NodeJS.Platform },
): HeldProgram {
  const { cwd, platform } = options;
  if (platform === 'win32') {
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    return { child: spawnWithoutFiles(program, args, { cwd, stdio, windowsHide: true }), letGo: () => undefined };
  }
  const child = spawnWithoutFiles('/bin/sh', ['-c', heldScript, program, ...args], {
    cwd,
    // Its own process group: Ctrl+C in our terminal is for us, we end it in order.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // It has ended before us, which it tells itself.
  child.stdin.once('error', () => undefined);
  return { child, letGo: () => void child.stdin.end('go\n') };
}
