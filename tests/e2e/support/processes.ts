import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorName } from '../../../electron/files/fs-error.ts';
import { waitFor } from '../../support/wait-for.ts';

interface RunningProcess {
  readonly pid: number;
  readonly commandLine: string;
}

/** The processes whose command line names a directory: what the app started for itself does. */
export function processesNaming(directory: string): readonly RunningProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), commandLine: commandLineOf(name) }))
    .filter(({ commandLine }) => commandLine.includes(directory));
}

/** Ends them, for a test that was cut off before it could; resolves when they are gone. */
export async function endProcessesNaming(directory: string): Promise<void> {
  for (const { pid } of processesNaming(directory)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if (errorName(error) !== 'ESRCH') throw error;
    }
  }
  await waitFor(`everything that names ${directory} to end`, () => processesNaming(directory).length === 0);
}

function commandLineOf(pid: string): string {
  try {
    return readFileSync(join('/proc', pid, 'cmdline'), 'utf8').replaceAll('\0', ' ');
  } catch {
    // The process ended between the listing and the look.
    return '';
  }
}
