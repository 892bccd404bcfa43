import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { accessSync, closeSync, constants, openSync, readdirSync, readFileSync } from 'node:fs';
import { devNull } from 'node:os';
import type { Readable, Writable } from 'node:stream';

type Outlet = 'ignore' | 'pipe';

/** A started program, with a stream for each of its standard streams that is piped. */
export interface StartedProgram<In extends Outlet, Out extends Outlet> extends ChildProcess {
  readonly stdin: In extends 'pipe' ? Writable : null;
  readonly stdout: Out extends 'pipe' ? Readable : null;
  readonly stderr: Out extends 'pipe' ? Readable : null;
}

/** The highest descriptor of a standard stream. */
const highestStandard = 2;

/** So many may be opened by other threads between the count and the start. */
const openedMeanwhile = 64;

/** Of the descriptors that a process may have: Node needs a second one for each while it puts them in their places. */
const shareOfLimit = 0.45;

/**
 * `spawn` of Node, for a program that must not inherit what this one has open. Node's own files are not inherited in any
 * case, Chromium's are on Linux (electron/electron#1447): the engine would hold the window's storage, and the socket of a
 * GPU process that is being started; should that one die, nobody would notice, and the window would wait for it for ever.
 * Node can close nothing in a new process before the program runs, but it can put something in its place there: all
 * that could be inherited is the null device. That takes the pipe, too, by which the new process tells that it could not
 * run the program: where that is not seen before, it ends with exit code 127 instead of an error.
 *
 * @param program an absolute path
 */
export function spawnWithoutFiles<In extends Outlet, Out extends Outlet>(
  program: string,
  args: readonly string[],
  options: Omit<SpawnOptions, 'stdio'> & { readonly stdio: readonly [In, Out, Out] },
): StartedProgram<In, Out> {
  const nothing = nullDevice(program);
  try {
    const stdio = [...options.stdio, ...nothing.inPlaceOfInherited];
    const child = spawn(program, args, { ...options, stdio });
    // Which streams are there is told by `stdio`, which Node's types follow for its literal forms only.
    return child as StartedProgram<In, Out>;
  } finally {
    nothing.close();
  }
}

interface NullDevice {
  /** For each descriptor beyond the standard streams that a new process could get from this one. */
  readonly inPlaceOfInherited: readonly number[];
  close(): void;
}

function nullDevice(program: string): NullDevice {
  const none: NullDevice = { inPlaceOfInherited: [], close: () => undefined };
  if (process.platform !== 'linux') return none;
  try {
    accessSync(program, constants.X_OK);
    const last = Math.min(highestDescriptor() + openedMeanwhile, Math.floor(descriptorLimit() * shareOfLimit));
    const descriptor = openSync(devNull, 'r+');
    const count = Math.max(last - highestStandard, 0);
    return { inPlaceOfInherited: Array(count).fill(descriptor), close: () => closeSync(descriptor) };
  } catch {
    // There is no such program, or no descriptor is left: the start says so itself. Without a /proc it runs all the same.
    return none;
  }
}

const highestDescriptor = (): number => Math.max(...readdirSync('/proc/self/fd').map(Number));

/** How many descriptors this process may have, as proc_pid_limits(5) tells it. */
const descriptorLimit = (): number =>
  Number(/^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1] ?? Number.POSITIVE_INFINITY);
