import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { ReputationKey } from '../../contract/reputation.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { Logger } from '../base/log.ts';
import { errorName, errorText } from '../files/fs-error.ts';

/** What guards a secret on this system; the desktop app gives its keyring, the command line has none. */
export interface KeyCipher {
  /** Whether it can be used, and is more than a disguise. */
  isSafe(): boolean;
  encrypt(text: string): Uint8Array;
  /** Throws when it was made by somebody else, or the keyring does not open. */
  decrypt(bytes: Uint8Array): string;
}

/** The key for the reputation server. Its text goes to `keyFor` and nowhere else: not to the settings, a log, or a push. */
export interface KeyFile {
  /** The key to send to a server; null where there is none for it. It is never sent to a server it was not given for. */
  keyFor(server: string): string | null;
  describe(server: string): ReputationKey;
  set(server: string, key: string, acceptFile: boolean): Result<null>;
  clear(): Result<null>;
}

const keptSchema = z.discriminatedUnion('kept', [
  z.object({ kept: z.literal('file'), server: z.string(), ends: z.string(), key: z.string() }),
  z.object({ kept: z.literal('keyring'), server: z.string(), ends: z.string(), sealed: z.base64() }),
]);
type Kept = z.infer<typeof keptSchema>;

const shownLetters = 4;
/** A shorter one would be half told by its end. */
const longEnough = 16;
const endsOf = (key: string): string => (key.length < longEnough ? '' : key.slice(-shownLetters));

/** A key of the environment, and the server it is for. */
export interface EnvironmentKey {
  readonly key: string;
  readonly server: string;
}

/**
 * Opens the key of a data directory: a file of its own, mode 0600, whose key is encrypted by the cipher where that is safe.
 * @param parts.environment takes the place of the file's for its server
 */
export function openKeyFile(parts: {
  readonly file: string;
  readonly cipher: KeyCipher | null;
  readonly environment: EnvironmentKey | null;
  readonly log: Pick<Logger, 'warn'>;
}): KeyFile {
  const { file, cipher, environment, log } = parts;

  const reveal = (kept: Kept | null): string | null => {
    if (kept === null) return null;
    if (kept.kept === 'file') return kept.key;
    if (cipher === null) return null;
    try {
      return cipher.decrypt(Buffer.from(kept.sealed, 'base64'));
    } catch {
      // What the keyring says of it could tell of the key; that it does not open is all there is to say.
      log.warn('the key for the reputation server does not open with this keyring; set it anew');
      return null;
    }
  };
  let kept = readKept(file, log);
  let key = reveal(kept);

  const unfinished = `${file}.new`;
  const write = (next: Kept): void => {
    rmSync(unfinished, { force: true });
    writeFileSync(unfinished, JSON.stringify(next), { mode: 0o600 });
    renameSync(unfinished, file);
  };
  const isSafe = (): boolean => cipher?.isSafe() === true;
  const wouldBeKept = (): ReputationKey['wouldBeKept'] => (isSafe() ? 'keyring' : 'file');

  return {
    keyFor(server) {
      if (environment?.server === server) return environment.key;
      return kept?.server === server ? key : null;
    },
    describe(server) {
      if (environment?.server === server) {
        const ends = endsOf(environment.key);
        return { state: 'set', ends, kept: 'environment', wouldBeKept: wouldBeKept() };
      }
      if (kept === null) return { state: 'none', ends: '', kept: null, wouldBeKept: wouldBeKept() };
      const state = kept.server !== server ? 'other-server' : key === null ? 'sealed' : 'set';
      return { state, ends: kept.ends, kept: kept.kept, wouldBeKept: wouldBeKept() };
    },
    set(server, next, acceptFile) {
      if (!isSafe() && cipher !== null && !acceptFile) {
        return fail(
          'invalid-input',
          'No keyring of this system can guard the key, so it would lie in a file that only you can read, as plain text. It was not kept. Agree to that, or unlock a keyring and start Lazaret again.',
        );
      }
      try {
        const ends = endsOf(next);
        const made: Kept =
          isSafe() && cipher !== null
            ? { kept: 'keyring', server, ends, sealed: Buffer.from(cipher.encrypt(next)).toString('base64') }
            : { kept: 'file', server, ends, key: next };
        write(made);
        kept = made;
        key = next;
        return ok(null);
      } catch (error) {
        return fail('io', `The key could not be kept: ${errorText(error)}. The earlier one, if any, goes on.`);
      }
    },
    clear() {
      try {
        rmSync(file, { force: true });
        // Left by an end in the midst of keeping a key.
        rmSync(unfinished, { force: true });
      } catch (error) {
        return fail(
          'io',
          `The key could not be removed: ${errorText(error)}. It is still in ${file} or ${unfinished}.`,
        );
      }
      kept = null;
      key = null;
      return ok(null);
    },
  };
}

function readKept(file: string, log: Pick<Logger, 'warn'>): Kept | null {
  try {
    const parsed = keptSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (parsed.success) return parsed.data;
  } catch (error) {
    if (errorName(error) === 'ENOENT') return null;
    if (!(error instanceof SyntaxError)) {
      log.warn('the key for the reputation server cannot be read', errorName(error));
      return null;
    }
  }
  log.warn('the key for the reputation server cannot be read: its file says nothing sensible; set it anew');
  return null;
}
