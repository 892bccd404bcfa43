import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
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

/** The programs that a process has started, as proc_pid_stat(5) tells them. */
export function childrenOf(parent: number | undefined): readonly { readonly pid: number; readonly name: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const [, name, ppid] = /^\d+ \((.*)\) \S (\d+)/s.exec(statOf(pid)) ?? [];
      return name !== undefined && Number(ppid) === parent ? [{ pid: Number(pid), name }] : [];
    });
}

/** What a process has open and others could share: files by their paths, sockets and pipes by their numbers. */
export const openBy = (pid: number | undefined): readonly string[] =>
  readdirSync(`/proc/${pid}/fd`)
    .map((descriptor) => targetOf(`/proc/${pid}/fd/${descriptor}`))
    .filter((target) => target !== '/dev/null' && !target.startsWith('anon_inode:'));

const commandLineOf = (pid: string): string =>
  unlessGone(() => readFileSync(join('/proc', pid, 'cmdline'), 'utf8').replaceAll('\0', ' '));

const statOf = (pid: string): string => unlessGone(() => readFileSync(join('/proc', pid, 'stat'), 'utf8'));

const targetOf = (link: string): string => unlessGone(() => readlinkSync(link));

/** Nothing where a process or a descriptor went between the listing and the look. */
function unlessGone(look: () => string): string {
  try {
    return look();
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(errorName(error) ?? '')) return '';
    throw error;
  }
}
