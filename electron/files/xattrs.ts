import { isUtf8 } from 'node:buffer';
import type { FilePath } from './file-path.ts';

/** Extended attributes of files. A link's are its own: no call follows one. */
export interface Xattrs {
  /** The names a file has; empty where it has none, or where its file system keeps none. */
  names(path: FilePath): Promise<readonly string[]>;
  /** The value as it is kept; null where there is none. */
  get(path: FilePath, name: string): Promise<Buffer | null>;
}

/**
 * Loads the addon that reads extended attributes, which Node itself cannot. It speaks Node-API and is published for
 * Linux and macOS. It takes names as text, so a path that is not UTF-8 is answered as having no attributes: asking for
 * its text would ask for another file.
 *
 * @param answersAtOnce whether a path's names may be asked for without a thread of their own: that costs far less, but
 * must never wait for a network
 * @returns null where the addon has no build for this system
 */
export async function loadXattrs(answersAtOnce: (path: FilePath) => boolean = () => false): Promise<Xattrs | null> {
  if (process.platform === 'win32') return null;
  const addon = await import('@napi-rs/xattr').catch(() => {
    // That it is missing is the answer; who asked says so where it matters.
    return null;
  });
  if (addon === null) return null;
  return {
    names: async (path) => {
      if (!isUtf8(path.bytes)) return [];
      const text = path.bytes.toString();
      return answersAtOnce(path) ? addon.listAttributesSync(text) : await addon.listAttributes(text);
    },
    get: async ({ bytes }, name) => (isUtf8(bytes) ? addon.getAttribute(bytes.toString(), name) : null),
  };
}
