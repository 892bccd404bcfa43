import { join } from 'node:path';
import { fail, type Result } from '../../contract/result.ts';
import type { DownloadSettings } from '../../contract/settings.ts';
import type { SignatureDatabase, SignatureUpdates } from '../../contract/signatures.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { ownDatabase } from './clamd-database.ts';
import { findClamd, howToInstall } from './clamd-program.ts';
import { tryToLoad } from './clamd-trial.ts';
import { findFreshclam } from './freshclam-program.ts';
import { runFreshclam } from './freshclam-run.ts';
import { importDatabase } from './signature-import.ts';
import { createSignatureUpdater, type SignatureUpdater } from './signature-updater.ts';

/** The official signatures in our own data directory: downloaded, or brought as files. */
export interface SignatureKeeping extends Pick<SignatureUpdater, 'state' | 'setNeeded' | 'configure' | 'stop'> {
  update(): Promise<Result<SignatureUpdates>>;
  /** Takes over a `.cvd` after a check. */
  importFile(path: string): Promise<Result<SignatureDatabase>>;
}

/** The real freshclam and clamd, on the data directory. */
export function createSignatureKeeping(options: {
  readonly settings: DownloadSettings;
  readonly dataDirectory: string;
  readonly temporaryRoot: string;
  readonly platform: NodeJS.Platform;
  /** The environment's PATH. */
  readonly path: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Settles when it is known whose work the signatures are; null when they are ours. */
  readonly whyNotOurs: () => Promise<Result<never> | null>;
  readonly onChanged: () => void;
  readonly onUpdated: () => void;
}): SignatureKeeping {
  const { platform, path, temporaryRoot, clock, log, whyNotOurs } = options;
  const databaseDirectory = ownDatabase(options.dataDirectory);
  const home = join(options.dataDirectory, 'engine');
  const stopping = new AbortController();
  const importing = new Set<Promise<unknown>>();
  const updater = createSignatureUpdater({
    ...options,
    databaseDirectory,
    home,
    findProgram: () => findFreshclam(platform, path),
    run: runFreshclam,
    random: Math.random,
  });

  async function importFile(file: string): Promise<Result<SignatureDatabase>> {
    const no = await whyNotOurs();
    if (no !== null) return no;
    const program = findClamd(platform, path);
    if (program === null) return fail('engine-down', howToInstall(platform));
    const parts = { program, databaseDirectory, home, temporaryRoot, platform, clock, log, trial: tryToLoad };
    const imported = await importDatabase(file, parts, stopping.signal);
    if (imported.ok) updater.lookAgain();
    return imported;
  }

  return {
    state: updater.state,
    setNeeded: updater.setNeeded,
    configure: updater.configure,
    update: async () => (await whyNotOurs()) ?? updater.updateNow(),
    async importFile(file) {
      const job = importFile(file);
      importing.add(job);
      return await job.finally(() => importing.delete(job));
    },
    async stop() {
      stopping.abort();
      await updater.stop();
      await Promise.allSettled(importing);
    },
  };
}
