import type { AllowEntry } from '../../contract/quarantine.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import { baseName, childPath, type FilePath, pathToFields } from '../files/file-path.ts';
import { orElse } from '../files/fs-error.ts';
import { physicalParent } from '../files/parent-walk.ts';
import type { AllowedFile } from './allow-table.ts';
import type { Journal } from './journal.ts';

export interface AllowRequest {
  readonly path: FilePath;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly signature: string;
  readonly reason: string;
  /** ISO 8601; null means until it is revoked. */
  readonly expiresAt: string | null;
}

/** Files the owner wants left alone, each by its bytes, its path and what the engine calls it. */
export interface AllowList {
  /** Newest first. One that has expired allows nothing any more, and is listed until it is removed. */
  list(): readonly AllowEntry[];
  add(request: AllowRequest): Promise<Result<AllowEntry>>;
  /** The paths an entry is about; null when there is no such entry. */
  pathsOf(id: string): readonly FilePath[] | null;
  /** From now on the file is judged like any other; scan its paths. */
  revoke(id: string): Result<null>;
  /** Ids of the entries whose time is over. */
  expired(): readonly string[];
}

interface AllowListParts {
  readonly journal: Journal;
  readonly now: () => Date;
  readonly randomBytes: (size: number) => Buffer;
  readonly onChanged: () => void;
}

export function createAllowList({ journal, now, randomBytes, onChanged }: AllowListParts): AllowList {
  const { allowed } = journal;
  const find = (id: string): AllowedFile | undefined => allowed.list().find((file) => file.id === id);
  return {
    list: () => allowed.list().map(toEntry),
    async add({ path, reason, expiresAt, sha256, signature }) {
      const at = now().toISOString();
      if (expiresAt !== null && Date.parse(expiresAt) <= Date.parse(at)) {
        return fail('invalid-input', 'That time is over already. Nothing was allowed. Give a later one, or none.');
      }
      const id = randomBytes(16).toString('hex');
      const file = { id, paths: [path, await physicalPath(path)], sha256, signature, at, reason, expiresAt };
      allowed.add(file, null);
      onChanged();
      return ok(toEntry(file));
    },
    pathsOf: (id) => find(id)?.paths ?? null,
    revoke(id) {
      if (find(id) === undefined) {
        return fail('not-found', `Nothing is allowed under the id ${id}. It may have been revoked already.`, { id });
      }
      allowed.remove(id);
      onChanged();
      return ok(null);
    },
    expired() {
      const at = now().toISOString();
      return allowed.list().flatMap(({ id, expiresAt }) => (expiresAt !== null && expiresAt <= at ? [id] : []));
    },
  };
}

/** A watched folder may be known by a name that leads through links, or by the one it leads to. */
async function physicalPath(path: FilePath): Promise<FilePath> {
  const parent = await physicalParent(path).catch(orElse(['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP'], null));
  return parent === null ? path : childPath(parent, baseName(path));
}

function toEntry({ id, at, paths, sha256, signature, reason, expiresAt }: AllowedFile): AllowEntry {
  const [path] = paths;
  if (path === undefined) throw new Error(`The allow entry ${id} (${signature}) names no path`);
  return { id, at, ...pathToFields(path), sha256, signature, reason, expiresAt };
}
