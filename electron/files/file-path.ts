import { Buffer, isUtf8 } from 'node:buffer';
import { resolve, sep } from 'node:path';

/**
 * An absolute path as the file system has it: bytes, which on Linux need not be UTF-8. Node's `fs` takes the
 * buffer as it is; anything shown to a person goes through `displayPath`.
 */
export interface FilePath {
  readonly bytes: Buffer;
}

const separator = Buffer.from(sep);

/** Makes a `FilePath` of a text path (resolved against the working directory) or of exact bytes (taken as they are). */
export function filePath(value: string | Uint8Array): FilePath {
  return { bytes: typeof value === 'string' ? Buffer.from(resolve(value)) : Buffer.from(value) };
}

/** A key for maps and the database: equal for equal bytes, distinct for distinct ones. */
export const pathKey = (path: FilePath): string => path.bytes.toString('latin1');

/** The path of `name` in `directory`. */
export function childPath(directory: FilePath, name: string | Uint8Array): FilePath {
  const above = directory.bytes;
  const last = typeof name === 'string' ? Buffer.from(name) : name;
  const start = above[above.length - 1] === separator[0] ? above.length : above.length + separator.length;
  const bytes = Buffer.allocUnsafe(start + last.length);
  bytes.set(separator, start - separator.length);
  bytes.set(above);
  bytes.set(last, start);
  return { bytes };
}

/** The last name of a path, as bytes. */
export function baseName(path: FilePath): Buffer {
  return path.bytes.subarray(path.bytes.lastIndexOf(separator) + 1);
}

/** The directory a path is in; the root is its own parent. */
export function parentPath(path: FilePath): FilePath {
  const cut = path.bytes.lastIndexOf(separator);
  return { bytes: path.bytes.subarray(0, Math.max(cut, 1)) };
}

/** Whether `path` is `directory` itself or lies below it. */
export function isInside(path: FilePath, directory: FilePath): boolean {
  const { bytes } = directory;
  if (!path.bytes.subarray(0, bytes.length).equals(bytes)) return false;
  return (
    path.bytes.length === bytes.length || bytes.at(-1) === separator[0] || path.bytes[bytes.length] === separator[0]
  );
}

/** The same place below another directory: `path` must be inside `from`. */
export const rebasePath = (path: FilePath, from: FilePath, to: FilePath): FilePath =>
  path.bytes.length === from.bytes.length
    ? to
    : childPath(to, withoutSeparator(path.bytes.subarray(from.bytes.length)));

const withoutSeparator = (bytes: Buffer): Buffer => (bytes[0] === separator[0] ? bytes.subarray(1) : bytes);

/** Text for people and logs: bytes that are not UTF-8 become U+FFFD. Not a way back to the file. */
export const displayPath = (path: FilePath): string => path.bytes.toString('utf8');

/** The contract's pair of path fields; `pathBase64` is there only where `path` alone could not name the file. */
export function pathToFields(path: FilePath): { path: string; pathBase64?: string } {
  const readable = displayPath(path);
  return isUtf8(path.bytes) ? { path: readable } : { path: readable, pathBase64: path.bytes.toString('base64') };
}

/** The way back from the contract's pair of path fields. */
export function pathFromFields(fields: { readonly path: string; readonly pathBase64?: string | undefined }): FilePath {
  return fields.pathBase64 === undefined ? filePath(fields.path) : filePath(Buffer.from(fields.pathBase64, 'base64'));
}
