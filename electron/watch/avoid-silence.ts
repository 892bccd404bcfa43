import { Buffer } from 'node:buffer';
import type { FilePath } from '../files/file-path.ts';
import { type Look, lookAtPath, silentCode } from './look-at-path.ts';
import type { ReadDirectory } from './read-directory.ts';
import type { SilentMounts } from './silent-mounts.ts';

const silence = (): Error =>
  Object.assign(new Error(`${silentCode}: the file system does not answer`), { code: silentCode });

/**
 * Reads directories, but looks at nothing where a mount is known to be silent: that is `unreadable` instead. Where one falls
 * silent while a directory is read, whoever reads waits no longer; the directory it is mounted in is read from its beginning.
 */
export function avoidSilence(
  read: ReadDirectory,
  { isSilent, silentIn, unlessSilent }: Pick<SilentMounts, 'isSilent' | 'silentIn' | 'unlessSilent'>,
): ReadDirectory {
  return (directory, signal) => {
    const { path } = directory;
    const begin = () => {
      const silent = silentIn(path);
      return { silent, parts: isSilent(path) ? null : read({ ...directory, silent }, signal) };
    };
    let reading = begin();
    const isAvoided = (name: Uint8Array): boolean => reading.silent.some((known) => Buffer.compare(known, name) === 0);
    const isHit = (): boolean => isSilent(path) || !silentIn(path).every(isAvoided);
    const letGo = (): void => {
      // What hangs does not end when told to.
      reading.parts?.return?.().catch(() => undefined);
    };
    return {
      async next() {
        for (;;) {
          const { parts } = reading;
          const said = parts === null ? 'silent' : await unlessSilent(isHit, () => parts.next());
          if (said !== 'silent') return said;
          letGo();
          if (isSilent(path)) throw silence();
          reading = begin();
        }
      },
      async return() {
        letGo();
        return { done: true, value: undefined };
      },
    };
  };
}

/** Looks at a path, and waits for nobody who is silent. */
export const lookAvoidingSilence =
  ({ isSilent, unlessSilent }: Pick<SilentMounts, 'isSilent' | 'unlessSilent'>) =>
  async (path: FilePath): Promise<Look> => {
    const look = await unlessSilent(
      () => isSilent(path),
      () => lookAtPath(path),
    );
    return look === 'silent' ? { kind: 'unreadable', code: silentCode } : look;
  };
