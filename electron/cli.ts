import './base/many-threads.ts';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { Argument, InvalidArgumentError, Command as Program } from 'commander';
import { chooseLanguage } from '../locales/index.ts';
import packageJson from '../package.json' with { type: 'json' };
import { filesHang } from './base/hanging-files.ts';
import { createLogger, type Logger } from './base/log.ts';
import { languagesOfEnvironment } from './base/system-languages.ts';
import { createTranslate } from './base/translate.ts';
import type { Command } from './cli/answer.ts';
import * as commands from './cli/commands.ts';
import { runDoctor } from './cli/doctor-command.ts';
import { type FolderOptions, listFolders, setFolder } from './cli/folder-commands.ts';
import { type FullScanAction, fullScan, fullScanActions } from './cli/full-scan-command.ts';
import { addHistoryCommand } from './cli/history.ts';
import { printNotices, printStateNotices } from './cli/notices.ts';
import { openClient } from './cli/open-client.ts';
import { createOutput, exitCodes, type Output, reportFailure } from './cli/output.ts';
import { showOwnSignatures, useOwnSignatures } from './cli/own-signatures.ts';
import { parsePause, pause, resume } from './cli/pause.ts';
import { showProtectionLog } from './cli/protection-log.ts';
import { addQuarantineCommands } from './cli/quarantine-program.ts';
import { addReputationCommands } from './cli/reputation-program.ts';
import { runProtection } from './cli/start.ts';
import { defaultDataDirectory } from './files/default-data-directory.ts';
import { isOnBattery } from './full-scan/power.ts';
import { openProtection } from './open-protection.ts';
import { confSettingsStore } from './settings/settings-store.ts';

interface GlobalOptions {
  readonly json?: true;
  readonly dataDir?: string;
}

const translate = createTranslate(() => chooseLanguage('auto', languagesOfEnvironment(process.env)));

const program = new Program('lazaret')
  .description('Scans every file that lands in watched folders, and locks infected ones away.')
  .version(packageJson.version)
  .option('--json', 'print JSON, one object a line')
  .option('--data-dir <dir>', "the data directory (default: LAZARET_DATA_DIR, else the desktop app's own)")
  .addHelpText('after', '\nExit codes: 0 clean or done, 1 something infected, 2 error, 3 something not fully scanned')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? exitCodes.done : exitCodes.error));

interface Context {
  readonly output: Output;
  readonly dataDirectory: string;
  readonly log: Logger;
}

function context(): Context {
  const { json, dataDir } = program.opts<GlobalOptions>();
  const dataDirectory = resolve(
    dataDir ?? process.env.LAZARET_DATA_DIR ?? defaultDataDirectory(process.env, process.platform),
  );
  const log = createLogger(dataDirectory);
  const output = createOutput(json === true, process, (error) => log.warn('nobody reads the output any more', error));
  return { output, dataDirectory, log };
}

const open = ({ dataDirectory, log }: Context, name: string, firstRunFolders: readonly string[] = []) =>
  openProtection({
    dataDirectory,
    settingsStore: confSettingsStore,
    paths: {
      scanWorker: new URL('./scan-worker.js', import.meta.url),
      directoryWorker: new URL('./directory-worker.js', import.meta.url),
      starterSignatures: join(import.meta.dirname, '../../build/signatures'),
    },
    environment: process.env,
    version: packageJson.version,
    program: name,
    firstRunFolders,
    isOnBattery: () => isOnBattery(),
    downloads: join(homedir(), 'Downloads'),
    keyCipher: null,
    log,
  });

/** Runs one command with a client and ends the process with its exit code. */
async function run(command: Command): Promise<void> {
  const here = context();
  const { output, dataDirectory, log } = here;
  const opened = await openClient(dataDirectory, () => open(here, 'lazaret'), log);
  if (!opened.ok) {
    process.exitCode = reportFailure(output, opened.error);
    return;
  }
  const { client } = opened.value;
  try {
    await printNotices(client, output, translate);
    process.exitCode = await command(opened.value, output);
  } finally {
    await client.close();
  }
}

/** A hang-up ends what runs in a terminal; under nohup or a service manager it is not for us. */
const stopSignals = ['SIGINT', 'SIGTERM', ...(process.stdin.isTTY ? (['SIGHUP'] as const) : [])] as const;

/** A second Ctrl+C, or npm passing the first one on, does not cut the orderly stop short. */
const untilSignal = (): Promise<void> =>
  new Promise((stop) => {
    for (const signal of stopSignals) process.on(signal, () => stop());
  });

program
  .command('add <dir>')
  .description('watch a folder')
  .option('--no-recursive', 'without its subfolders')
  .option('--poll', 'look through it every few seconds, for network folders')
  .action((dir: string, { recursive, poll }: { readonly recursive: boolean; readonly poll?: true }) =>
    run(commands.addFolder(dir, recursive, poll === true)),
  );
program
  .command('set [dir]')
  .description('change how a folder is watched; without one, what is left out in all of them')
  .option('--poll', 'look through it every few seconds, for network folders')
  .option('--no-poll', 'wait for events')
  .option('--recursive', 'with its subfolders')
  .option('--no-recursive', 'without them')
  .option('--exclude <pattern...>', 'leave out files by a pattern, such as "*.log" or "cache/**"')
  .option('--exclude-extension <ending...>', 'leave out files by the ending of their names, such as iso')
  .option('--exclude-folder <folder...>', 'leave out folders by name or full path')
  .option('--exclude-larger-than <MiB>', 'leave out larger files', parseMebibytes)
  .option('--exclude-nothing', 'forget what was left out before')
  .action((dir: string | undefined, options: FolderOptions) => run(setFolder(dir, options)));
program
  .command('remove <dir>')
  .description('stop watching a folder (its path or its id); nothing in it is touched')
  .action((dir: string) => run(commands.removeFolder(dir)));
program
  .command('list')
  .description('the watched folders')
  .action(() => run(listFolders));
program
  .command('start [what]')
  .description('watch until stopped; `start scan` also scans what is there already, with live events alongside')
  .option('--with-downloads', 'on the very first start, watch the Downloads folder')
  .action(async (what: string | undefined, { withDownloads }: { readonly withDownloads?: true }) => {
    const here = context();
    const { output } = here;
    if (what !== undefined && what !== 'scan') {
      const message = `start takes nothing or the word scan, not ${JSON.stringify(what)}. Nothing was started.`;
      process.exitCode = reportFailure(output, { code: 'invalid-input', message });
      return;
    }
    const firstRunFolders = withDownloads === true ? [join(homedir(), 'Downloads')] : [];
    const opened = await open(here, 'lazaret start', firstRunFolders);
    if (!opened.ok) {
      process.exitCode = reportFailure(output, opened.error);
      return;
    }
    printStateNotices(opened.value.snapshot().state, output, translate);
    process.exitCode = await runProtection(opened.value, { scanExisting: what === 'scan' }, untilSignal(), output);
  });
program
  .command('scan <path...>')
  .description('scan files and folders now; nothing is watched')
  .action((paths: readonly string[]) => run(commands.scanPaths(paths, untilSignal())));
program
  .command('full-scan')
  .description(
    'scan all watched folders in the running Lazaret; what its signatures have judged already is passed over',
  )
  .addArgument(new Argument('[action]', 'what to do').choices([...fullScanActions]).default('start'))
  .option('--folder <dir>', 'only this watched folder (its path or its id)')
  .action((action: FullScanAction, { folder }: { readonly folder?: string }) => run(fullScan(action, folder)));
program
  .command('doctor')
  .description('check the engine, send a harmless test virus through each watched folder, and say how it fared')
  .action(() => run(runDoctor(translate)));
program
  .command('status')
  .description('what is protected, and what is wrong')
  .action(() => run(commands.showStatus(translate)));
program
  .command('retry')
  .description('try at once the files that wait for another try')
  .action(() => run(commands.retryWaiting));
program
  .command('pause')
  .description('let scanning wait; arrivals are kept')
  .addArgument(new Argument('[time]', '15m, 1h (the default) or until-restart').argParser(parsePause))
  .action((minutes: number | null = 60) => run(pause(minutes)));
program
  .command('resume')
  .description('go on scanning')
  .action(() => run(resume));
program
  .command('dismiss')
  .description('put away the notices that status tells of, once you have read them')
  .action(() => run(commands.dismissNotices));
program
  .command('update')
  .description('download signatures now, where Lazaret keeps its own')
  .action(() => run(commands.updateSignatures(translate)));
program
  .command('import <file>')
  .description('take over a main.cvd, daily.cvd or bytecode.cvd, for machines without a network')
  .action((file: string) => run(commands.importSignatures(file)));
const signatures = program
  .command('signatures')
  .description('your own signatures: what of them is loaded, and why not')
  .action(() => run(showOwnSignatures));
signatures
  .command('use <dir>')
  .description('load signatures of your own from a folder')
  .action((dir: string) => run(useOwnSignatures(dir)));
signatures
  .command('none')
  .description('load no signatures of your own')
  .action(() => run(useOwnSignatures(null)));
program
  .command('log')
  .description('what happened to the protection itself: outages, new signatures, pauses, settings; newest first')
  .option('--since <time>', 'only after this time, e.g. 2026-01-31 or 2026-01-31T08:00Z', parseTime)
  .option('--limit <n>', 'at most so many', parseLimit, 50)
  .action((asked: { readonly since?: string; readonly limit: number }) => run(showProtectionLog(asked, translate)));
addHistoryCommand(program, run, { time: parseTime, limit: parseLimit });

program
  .command('acknowledge')
  .argument('[id...]', '', parseIds, [])
  .description('mark findings as seen (their numbers in the history); without numbers, all that wait')
  .action((ids: readonly number[]) => run(commands.acknowledge(ids)));

addQuarantineCommands(program, run, parseTime, translate);
addReputationCommands(program, run, { limit: parseLimit }, translate);

function parseIds(text: string, before: readonly number[]): readonly number[] {
  const id = Number(text);
  if (!Number.isInteger(id) || id < 1) throw new InvalidArgumentError(`${text} is not a number of the history.`);
  return [...before, id];
}

function parseMebibytes(text: string): number {
  const size = Number(text);
  if (!Number.isInteger(size) || size < 1) throw new InvalidArgumentError('It must be a whole number of at least 1.');
  return size;
}

function parseTime(text: string): string {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new InvalidArgumentError('It is not a time.');
  return time.toISOString();
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw new InvalidArgumentError('It must be 1 to 1000.');
  return limit;
}

try {
  await program.parseAsync();
} catch (error) {
  // Not 1, which says that something is infected.
  const message = `It failed unexpectedly: ${error instanceof Error ? error.message : String(error)}. The log has the details.`;
  const { output, log } = context();
  log.error('a command failed', error);
  process.exitCode = reportFailure(output, { code: 'internal', message });
}

if (await filesHang()) {
  // With the system's own way to take the signal, which waits for no file.
  process.removeAllListeners('SIGTERM');
  process.kill(process.pid, 'SIGTERM');
}
