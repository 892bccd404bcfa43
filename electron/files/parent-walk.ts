import { constants, existsSync } from 'node:fs';
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises';
import { parse, sep } from 'node:path';
import { childPath, displayPath, type FilePath, filePath, parentPath } from './file-path.ts';
import { errorName, orElse } from './fs-error.ts';

/**
 * A directory held open, so that names are looked up in this very directory whatever happens to its path meanwhile.
 * Close it when done.
 */
export interface OpenDirectory {
  /** Where it was when it was opened, free of symbolic links. */
  readonly path: FilePath;
  readonly dev: bigint;
  readonly ino: bigint;
  /** A path for `fs` calls that means `name` in this directory. The name must be a single one, without separators. */
  at(name: string | Uint8Array): Buffer;
  /** Makes additions and removals of names durable; does nothing where the platform has no such call. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Node does not name it: opens for lookups only, so ancestors that may be entered but not listed are no obstacle. */
const O_PATH = 0o10000000;
const directoryFlags = constants.O_DIRECTORY | constants.O_NOFOLLOW;
/** On Linux `/proc/self/fd/N/name` looks `name` up in an open directory, which is what `openat` is for. */
const hasDescriptorPaths = process.platform === 'linux' && existsSync('/proc/self/fd');
/** What systems answer whose directories cannot be flushed: Windows, some network and FUSE file systems. */
const cannotSync = ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR', 'EPERM'];

const refusal = (code: 'ELOOP' | 'ENOTDIR' | 'EINVAL', path: FilePath, what: string): Error =>
  Object.assign(new Error(`${code}: ${displayPath(path)} ${what}`), { code, path: displayPath(path) });

/** The directory of `path` with every symbolic link resolved, as it is now. Throws the system's error. */
export async function physicalParent(path: FilePath): Promise<FilePath> {
  return filePath(await realpath(parentPath(path).bytes, { encoding: 'buffer' }));
}

/**
 * `path` with a symbolic link directly below the root resolved, and nothing else: `/tmp` of macOS, `/home` on many
 * servers. Only the administrator can make those; a link further down could be anybody's.
 */
export async function resolveTopLink(path: FilePath): Promise<FilePath> {
  const { root, names } = splitPath(path);
  const [first, ...rest] = names;
  if (first === undefined) return path;
  const top = childPath(root, first);
  if (!(await lstat(top.bytes)).isSymbolicLink()) return path;
  const real = filePath(await realpath(top.bytes, { encoding: 'buffer' }));
  return rest.reduce(childPath, real);
}

/**
 * Opens the directory at an absolute path, following no symbolic link in any part of it.
 * Throws the system's error; `ELOOP` where a part is a symbolic link, `EINVAL` for `.` and `..`.
 */
export async function openDirectory(path: FilePath): Promise<OpenDirectory> {
  const { root, names } = splitPath(path);
  const odd = names.find((name) => name.equals(Buffer.from('.')) || name.equals(Buffer.from('..')));
  if (odd !== undefined) throw refusal('EINVAL', path, `has a part named ${odd.toString()}`);
  return hasDescriptorPaths ? walkByDescriptor(path, root, names) : walkByName(path, root, names);
}

const below = (handle: FileHandle, name: string | Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`/proc/self/fd/${handle.fd}/`), Buffer.from(name)]);

async function walkByDescriptor(path: FilePath, root: FilePath, names: readonly Buffer[]): Promise<OpenDirectory> {
  let handle = await open(root.bytes, O_PATH | directoryFlags);
  try {
    let walked = root;
    for (const name of names) {
      walked = childPath(walked, name);
      const next = await openPart(below(handle, name), walked);
      await handle.close();
      handle = next;
    }
    // A descriptor opened for lookups cannot be flushed, so the last one is opened once more, through itself.
    const last = await open(below(handle, '.'), constants.O_RDONLY | constants.O_DIRECTORY);
    await handle.close();
    handle = last;
    const { dev, ino } = await handle.stat({ bigint: true });
    const kept = handle;
    return {
      path,
      dev,
      ino,
      at: (name) => below(kept, name),
      sync: () => kept.sync().catch(orElse(cannotSync, undefined)),
      close: () => kept.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openPart(at: Buffer, shown: FilePath): Promise<FileHandle> {
  try {
    return await open(at, O_PATH | directoryFlags);
  } catch (error) {
    if (errorName(error) !== 'ENOTDIR' && errorName(error) !== 'ELOOP') throw error;
    const isLink = (await lstat(at)).isSymbolicLink();
    throw refusal(isLink ? 'ELOOP' : 'ENOTDIR', shown, isLink ? 'is a symbolic link' : 'is not a folder');
  }
}

/** Without descriptor paths a swap between this look and the later call cannot be ruled out, only made improbable. */
async function walkByName(path: FilePath, root: FilePath, names: readonly Buffer[]): Promise<OpenDirectory> {
  let walked = root;
  for (const name of names) {
    walked = childPath(walked, name);
    const stats = await lstat(walked.bytes);
    if (stats.isSymbolicLink()) throw refusal('ELOOP', walked, 'is a symbolic link');
    if (!stats.isDirectory()) throw refusal('ENOTDIR', walked, 'is not a folder');
  }
  const { dev, ino } = await lstat(path.bytes, { bigint: true });
  const handle = await open(path.bytes, constants.O_RDONLY).catch(orElse(cannotSync, null));
  return {
    path,
    dev,
    ino,
    at: (name) => childPath(path, name).bytes,
    sync: async () => handle?.sync().catch(orElse(cannotSync, undefined)),
    close: async () => handle?.close(),
  };
}

function splitPath(path: FilePath): { root: FilePath; names: Buffer[] } {
  const rootLength = Buffer.byteLength(parse(displayPath(path)).root);
  if (rootLength === 0) throw refusal('EINVAL', path, 'is not an absolute path');
  const names: Buffer[] = [];
  let rest = path.bytes.subarray(rootLength);
  while (rest.length > 0) {
    const cut = rest.indexOf(sep);
    const name = cut === -1 ? rest : rest.subarray(0, cut);
    if (name.length > 0) names.push(name);
    rest = cut === -1 ? rest.subarray(rest.length) : rest.subarray(cut + 1);
  }
  return { root: filePath(path.bytes.subarray(0, rootLength)), names };
}
