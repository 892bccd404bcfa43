import { isUtf8 } from 'node:buffer';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { AttributedFile, AttributeStore, FileAttribute } from './file-attributes.ts';
import { readChunks, writeAll } from './file-stream.ts';
import { orElse } from './fs-error.ts';

/** More than this is no note of where a file came from, and would bloat what is kept of it. */
const mostBytes = 64 * 1024;

/** Names and values on one platform, of a file named as text. May throw whatever the system says. */
interface Plain {
  names(path: string): Promise<readonly string[]>;
  get(path: string, name: string): Promise<Buffer | null>;
  set(path: string, name: string, value: Buffer): Promise<void>;
}

/** `security.*`, `trusted.*` and `system.*` carry rights, and a restore gives none back. */
const isKept: Readonly<Partial<Record<NodeJS.Platform, (name: string) => boolean>>> = {
  linux: (name) => name.startsWith('user.'),
  darwin: (name) => name === 'com.apple.quarantine' || name.startsWith('com.apple.metadata:'),
  win32: () => true,
};

/** Attributes by the addon that also reads origins, or by Windows' streams; kept nowhere where there is neither. */
export async function loadSystemAttributes(platform: NodeJS.Platform): Promise<AttributeStore> {
  const plain = platform === 'win32' ? zoneStream : await loadAddon();
  return attributesOn(plain, isKept[platform] ?? (() => false));
}

function attributesOn(plain: Plain | null, keeps: (name: string) => boolean): AttributeStore {
  const textOf = ({ path }: AttributedFile): string | null => (isUtf8(path) ? path.toString() : null);
  return {
    async read(file) {
      const path = textOf(file);
      if (plain === null || path === null) return null;
      try {
        const attributes: FileAttribute[] = [];
        for (const name of (await plain.names(path)).filter(keeps)) {
          const value = await plain.get(path, name);
          if (value !== null) attributes.push({ name, value });
        }
        return attributes.reduce((sum, { value }) => sum + value.length, 0) > mostBytes ? null : attributes;
      } catch {
        // The file system has none, or does not let us: either way they are not kept, and the item says so.
        return null;
      }
    },
    async write(file, attributes) {
      if (attributes.length === 0) return true;
      const path = textOf(file);
      if (plain === null || path === null) return false;
      try {
        for (const { name, value } of attributes.filter((attribute) => keeps(attribute.name))) {
          await plain.set(path, name, value);
        }
        return attributes.every(({ name }) => keeps(name));
      } catch {
        // The place it goes to has no room for them; who asked is told.
        return false;
      }
    },
  };
}

async function loadAddon(): Promise<Plain | null> {
  const addon = await import('@napi-rs/xattr').catch(() => {
    // That it is missing is the answer.
    return null;
  });
  if (addon === null) return null;
  return { names: addon.listAttributes, get: addon.getAttribute, set: addon.setAttribute };
}

const zoneName = 'Zone.Identifier';
const streamOf = (path: string): string => `${path}:${zoneName}`;

/** Windows keeps where a file came from in a stream beside its content. */
const zoneStream: Plain = {
  names: async () => [zoneName],
  async get(path) {
    const stream = await open(streamOf(path), constants.O_RDONLY).catch(orElse(['ENOENT'], null));
    if (stream === null) return null;
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of readChunks(stream, { end: mostBytes + 1 })) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks);
    } finally {
      await stream.close();
    }
  },
  async set(path, _, value) {
    const stream = await open(streamOf(path), 'w');
    try {
      await writeAll(stream, value);
    } finally {
      await stream.close();
    }
  },
};
