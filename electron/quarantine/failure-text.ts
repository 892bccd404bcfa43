import type { ErrorCode } from '../../contract/result.ts';
import { errorName, errorText } from '../files/fs-error.ts';
import type { StoreResult } from './vault-types.ts';

/** SQLite's names for what the file system calls otherwise; the journal lies on the same disk as the copies. */
const databaseErrors: Readonly<Record<string, string>> = {
  SQLITE_FULL: 'ENOSPC',
  SQLITE_IOERR: 'EIO',
  SQLITE_READONLY: 'EROFS',
  SQLITE_CANTOPEN: 'EACCES',
  SQLITE_PERM: 'EACCES',
};

const noSpace = ['ENOSPC', 'EDQUOT'];

interface Wording {
  readonly reason: string;
  readonly remedy: string;
}

const wordings: Readonly<Record<string, Wording>> = {
  ENOSPC: { reason: 'the disk is full', remedy: 'Free some space.' },
  EDQUOT: { reason: 'the disk quota is used up', remedy: 'Free some space or raise the quota.' },
  EIO: { reason: 'the disk reported an error', remedy: 'Check the disk.' },
  EACCES: { reason: 'permission was denied', remedy: 'Give Lazaret the right to write there.' },
  EPERM: { reason: 'the system does not permit it', remedy: 'Give Lazaret the right to write there.' },
  EROFS: { reason: 'the file system is read-only', remedy: 'Make it writable, or remove the file where it is hosted.' },
  EBUSY: { reason: 'another program holds the file', remedy: 'Close that program.' },
  ETXTBSY: { reason: 'the file is being run', remedy: 'End that program.' },
  EMFILE: { reason: 'too many files are open', remedy: 'Raise the limit of open files.' },
  ENFILE: { reason: 'too many files are open', remedy: 'Raise the limit of open files.' },
  EFBIG: { reason: 'the file is too large', remedy: 'Remove the file yourself.' },
};

/** The system's name of an error, database errors translated; `UNKNOWN` where it has none. */
function systemName(error: unknown): string {
  const name = errorName(error) ?? 'UNKNOWN';
  const base = Object.keys(databaseErrors).find((prefix) => name === prefix || name.startsWith(`${prefix}_`));
  return (base === undefined ? undefined : databaseErrors[base]) ?? name;
}

const wordingOf = (error: unknown): Wording =>
  wordings[systemName(error)] ?? { reason: errorText(error), remedy: 'Look into the log for more.' };

/** The words for a file that could not be locked away and is untouched. `doing` completes "while …". */
export function storeFailure(error: unknown, doing: string): StoreResult {
  const { reason, remedy } = wordingOf(error);
  const detail = `Infected, NOT quarantined: ${reason} while ${doing}. The file is still in its place. ${remedy}`;
  return { kind: 'failed', code: systemName(error), detail };
}

/** The code and words for something that went wrong at the place a file should come back to; the item is kept. */
export function targetFailure(error: unknown, shown: string): readonly [ErrorCode, string] {
  const kept = 'The item is kept in the vault.';
  const { reason, remedy } = wordingOf(error);
  const trouble: ErrorCode = noSpace.includes(systemName(error)) ? 'no-space' : 'io';
  if (errorName(error)?.startsWith('SQLITE_') === true) {
    return [trouble, `Nothing was restored, as the vault's journal could not be written: ${reason}. ${kept} ${remedy}`];
  }
  switch (systemName(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return [
        'not-found',
        `The folder of ${shown} does not exist any more. ${kept} Make it again or restore elsewhere.`,
      ];
    case 'ELOOP':
      return [
        'target-refused',
        `The way to ${shown} leads through a symbolic link, which could take the file to a place nobody meant ` +
          `(${errorText(error)}). ${kept} Name the real folder instead.`,
      ];
    case 'EEXIST':
      return [
        'target-exists',
        `There is already a file at ${shown}, and it was left alone. ${kept} Restore elsewhere.`,
      ];
    case 'EINVAL':
    case 'ENAMETOOLONG':
      return ['invalid-input', `${shown} cannot be a file's place (${errorText(error)}). ${kept} Name another place.`];
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return ['target-refused', `Nothing can be written at ${shown}: ${reason}. ${kept} Restore elsewhere.`];
    default:
      return [trouble, `The file could not be restored to ${shown}: ${reason}. ${kept} ${remedy}`];
  }
}
