import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { type LazaretEvent, lazaretEventSchema } from '../../contract/events.ts';
import { endRecorded } from '../../electron/engine/process-record.ts';
import { stayOffline } from './stay-offline.ts';
import { tempDir } from './temp-dir.ts';
import { waitFor } from './wait-for.ts';

export const cliProgram = join(import.meta.dirname, '../../dist/main/cli.js');

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command of the built CLI on a data directory of the test's own, and returns how it ended. `input` is what it reads. */
export function lazaret(
  dataDirectory: string,
  args: readonly string[],
  input = '',
  environment: NodeJS.ProcessEnv = {},
): Promise<CommandResult> {
  stayOffline(dataDirectory);
  return new Promise((resolve, reject) => {
    const command = [cliProgram, '--data-dir', dataDirectory, ...args];
    const child = execFile(
      process.execPath,
      command,
      { timeout: 60_000, env: { ...process.env, ...environment } },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code;
        if (typeof code === 'number') resolve({ code, stdout, stderr });
        else reject(error);
      },
    );
    child.stdin?.end(input);
  });
}

/** A data directory of the test's own that watches one folder, and a place beside both. */
export async function setUpWatched(): Promise<{
  readonly root: string;
  readonly data: string;
  readonly watched: string;
}> {
  const root = tempDir();
  const data = join(root, 'data');
  const watched = join(root, 'watched');
  mkdirSync(watched);
  const added = await lazaret(data, ['add', watched]);
  if (added.code !== 0) throw new Error(added.stderr);
  return { root, data, watched };
}

type EventOf<T extends LazaretEvent['type']> = Extract<LazaretEvent, { type: T }>;

export interface RunningLazaret {
  readonly process: ChildProcess;
  readonly events: readonly LazaretEvent[];
  /** The first event so far, or to come, of a type that a test of its own accepts. */
  next<T extends LazaretEvent['type']>(
    type: T,
    accepts?: (event: EventOf<T>) => boolean,
    deadlineMs?: number,
  ): Promise<EventOf<T>>;
  /** Ends it as a user would (SIGTERM), or as a crash would; resolves with the exit code. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

/** Starts `lazaret start --json` and reads its lines; it is ended with the test. */
export function startLazaret(dataDirectory: string, args: readonly string[] = []): RunningLazaret {
  stayOffline(dataDirectory);
  const child = spawn(process.execPath, [cliProgram, '--data-dir', dataDirectory, 'start', ...args, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const events: LazaretEvent[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    events.push(lazaretEventSchema.parse(JSON.parse(line)));
  });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const stop = (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> => {
    child.kill(signal);
    return closed;
  };
  onTestFinished(async () => {
    await stop();
    // What a killed Lazaret left running, the next one would end; here there is none.
    await endRecorded(join(dataDirectory, 'engine', 'clamd.json'), process.platform);
  });
  return {
    process: child,
    events,
    next: (type, accepts = () => true, deadlineMs = 30_000) =>
      waitFor(
        `an event of type ${type}; came: ${JSON.stringify(events)}`,
        () =>
          events.find(
            (event): event is EventOf<typeof type> => event.type === type && accepts(event as EventOf<typeof type>),
          ),
        { deadlineMs },
      ),
    stop,
  };
}
