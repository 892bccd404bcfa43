import { constants, mkdirSync, renameSync, rmSync } from 'node:fs';
import { copyFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { SignatureDatabase } from '../../contract/signatures.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { within } from '../base/within.ts';
import { errorText } from '../files/fs-error.ts';
import type { Trial } from './clamd-trial.ts';
import { readDatabases } from './signature-files.ts';
import { trialPlace } from './trial-place.ts';

export interface ImportOptions {
  /** The clamd that checks it. */
  readonly program: string;
  readonly databaseDirectory: string;
  readonly home: string;
  readonly temporaryRoot: string;
  readonly platform: NodeJS.Platform;
  readonly log: Pick<Logger, 'warn'>;
  readonly trial: Trial;
  readonly clock: Pick<Clock, 'schedule'>;
}

/** 170 MB from a slow share take a while; one that is away never answers. */
const copyDeadlineMs = 10 * 60_000;

/**
 * Puts an official database that somebody brought as a file into our directory. It gets there only after clamd loaded
 * a copy of it, which proves that ClamAV's makers signed it; that is why only `.cvd` are taken, for a `.cld` was changed
 * on the machine it comes from and carries no signature any more.
 */
export async function importDatabase(
  path: string,
  options: ImportOptions,
  signal: AbortSignal,
): Promise<Result<SignatureDatabase>> {
  const file = basename(path);
  const refuse = (why: string): Result<never> =>
    fail('invalid-input', `${file} was not imported: ${why}`, { name: file, why });
  const name = /^(main|daily|bytecode)\b.*\.cvd$/i.exec(file)?.[1]?.toLowerCase();
  if (name === undefined) {
    return refuse('it must be main.cvd, daily.cvd or bytecode.cvd. A .cld is not signed and cannot be checked.');
  }
  const staging = trialPlace(options.home);
  const copies = join(staging, 'signatures');
  const copy = join(copies, `${name}.cvd`);
  try {
    mkdirSync(copies, { recursive: true, mode: 0o700 });
    const copied = await within(copyOrdinary(path, copy), copyDeadlineMs, options.clock, signal);
    if (copied === 'late') return refuse('it could not be read in time.');
    if (!copied) return refuse('it is not a file.');
    const [brought] = readDatabases(copies);
    if (brought === undefined) return refuse('it does not begin like a ClamAV database.');
    const present = readDatabases(options.databaseDirectory).find((database) => database.name === brought.name);
    if (present !== undefined && present.version >= brought.version) {
      return refuse(`version ${present.version} is there already, and it is version ${brought.version}.`);
    }
    const trouble = await options.trial(
      { ...options, databaseDirectory: copies, home: join(staging, 'trial') },
      signal,
    );
    if (trouble !== null) return refuse(trouble);
    mkdirSync(options.databaseDirectory, { recursive: true, mode: 0o700 });
    renameSync(copy, join(options.databaseDirectory, `${name}.cvd`));
    rmSync(join(options.databaseDirectory, `${name}.cld`), { force: true });
    return ok(brought);
  } catch (error) {
    return fail('io', `${file} was not imported: ${errorText(error)}`, { name: file });
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Whether it is a file, which is copied then. */
async function copyOrdinary(path: string, to: string): Promise<boolean> {
  if (!(await stat(path)).isFile()) return false;
  await copyFile(path, to, constants.COPYFILE_EXCL);
  return true;
}
