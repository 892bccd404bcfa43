import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { type FileIdentity, identityOf, sameIdentity } from './file-identity.ts';
import { type FilePath, filePath } from './file-path.ts';
import { originAddress } from './origin-address.ts';
import { readWhereFroms } from './where-froms.ts';
import type { Xattrs } from './xattrs.ts';

/** Where a download came from, as the program that fetched it noted. Addresses are as `originAddress` makes them. */
export interface FileOrigin {
  readonly url: string | null;
  /** The page that led to it. */
  readonly referrer: string | null;
}

/** What was noted at a path, and of which version of the file there. */
export interface NotedOrigin {
  readonly origin: FileOrigin;
  readonly identity: FileIdentity;
}

/** Looks up where the file at a path came from; null when nobody noted it. Never rejects. */
export type ReadOrigin = (path: FilePath) => Promise<NotedOrigin | null>;

/** freedesktop.org's Common Extended Attributes; curl and wget write them on Linux when asked to (`--xattr`). */
const xdgUrl = 'user.xdg.origin.url';
const xdgReferrer = 'user.xdg.referrer.url';
/** Written by Safari and others; `com.apple.quarantine` beside it names the program, not the address. */
const whereFroms = 'com.apple.metadata:kMDItemWhereFroms';
const zoneStream = ':Zone.Identifier';
const mostStreamBytes = 16 * 1024;

/**
 * Makes the way to look up origins on this platform: extended attributes on Linux and macOS, the alternate data stream
 * `Zone.Identifier` on Windows.
 * @param xattrs null where extended attributes cannot be read: then nothing is known of any file
 */
export function createOriginReader(platform: NodeJS.Platform, xattrs: Xattrs | null): ReadOrigin {
  const read =
    platform === 'win32' ? readZoneStream : xattrs === null ? null : (path: FilePath) => fromXattrs(xattrs, path);
  return async (path) => {
    if (read === null) return null;
    try {
      return await read(path);
    } catch {
      // The file is gone, or may not be looked at: the scan says so. An origin nobody can read is unknown.
      return null;
    }
  };
}

async function fromXattrs(xattrs: Xattrs, path: FilePath): Promise<NotedOrigin | null> {
  const names = await xattrs.names(path);
  const present = [xdgUrl, xdgReferrer, whereFroms].filter((name) => names.includes(name));
  if (present.length === 0) return null;
  // A path is only a name: what is read counts only when the same version was there before and after.
  const before = identityOf(await lstat(path.bytes, { bigint: true }));
  const text = async (name: string): Promise<string> =>
    present.includes(name) ? ((await xattrs.get(path, name))?.toString('utf8') ?? '') : '';
  const [url, referrer] = present.includes(whereFroms)
    ? readWhereFroms((await xattrs.get(path, whereFroms)) ?? Buffer.alloc(0))
    : [await text(xdgUrl), await text(xdgReferrer)];
  const after = identityOf(await lstat(path.bytes, { bigint: true }));
  return sameIdentity(before, after) ? noted(url, referrer, before) : null;
}

async function readZoneStream(path: FilePath): Promise<NotedOrigin | null> {
  const identity = identityOf(await lstat(path.bytes, { bigint: true }));
  const stream = filePath(Buffer.concat([path.bytes, Buffer.from(zoneStream)]));
  const handle = await open(stream.bytes, constants.O_RDONLY);
  try {
    const buffer = Buffer.alloc(mostStreamBytes);
    const { bytesRead } = await handle.read(buffer, 0, mostStreamBytes, 0);
    const { url, referrer } = readZone(buffer.toString('utf8', 0, bytesRead));
    return noted(url, referrer, identity);
  } finally {
    await handle.close();
  }
}

/** The lines `HostUrl=` and `ReferrerUrl=` of a `Zone.Identifier` stream, an INI file with one section. */
function readZone(text: string): { readonly url: string | undefined; readonly referrer: string | undefined } {
  const lineOf = (key: string): string | undefined => new RegExp(`^${key}=(.*)$`, 'im').exec(text)?.[1];
  return { url: lineOf('HostUrl'), referrer: lineOf('ReferrerUrl') };
}

function noted(url: string | undefined, referrer: string | undefined, identity: FileIdentity): NotedOrigin | null {
  const origin = { url: originAddress(url ?? ''), referrer: originAddress(referrer ?? '') };
  return origin.url === null && origin.referrer === null ? null : { origin, identity };
}
