import type { BigIntStats } from 'node:fs';
import { link, lstat, rename, unlink } from 'node:fs/promises';
import { type FileIdentity, identityOf, sameIdentity } from '../files/file-identity.ts';
import { errorName, errorText, orElse } from '../files/fs-error.ts';
import type { OpenDirectory } from '../files/parent-walk.ts';

/**
 * `taken`: the version is gone from its place. `absent`: nothing was there. `changed`: something else is there, and
 * was left alone. `refused`: the version is still there, the system did not let it go.
 */
export type Taking =
  | { readonly kind: 'taken' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'changed'; readonly detail: string }
  | { readonly kind: 'refused'; readonly error: unknown };

/** The name a file has for the moment between being recognised and being unlinked. */
const asideName = (id: string): string => `.lazaret-${id}.taken`;

/**
 * Removes exactly this version of a file, of which a durable copy must exist.
 *
 * No system can unlink "this file if it is still that one": between a look and the unlink another program may put
 * another file at the name, which would be lost. So the name is first moved aside, which takes hold of exactly one
 * file; only that is looked at again and unlinked, and anything else goes back.
 */
export async function takeAway(
  parent: OpenDirectory,
  name: Buffer,
  version: FileIdentity,
  id: string,
): Promise<Taking> {
  const place = parent.at(name);
  const aside = parent.at(asideName(id));
  try {
    const found = await lookAt(place);
    if (found === null) return { kind: 'absent' };
    if (!found.isFile() || !sameIdentity(identityOf(found), version)) return changed;
    await rename(place, aside);
  } catch (error) {
    return refusal(place, version, error);
  }
  return settleAside(place, aside, version);
}

/** Ends a `takeAway` that was cut short at any point, then does it again if need be. */
export async function resumeTakeAway(
  parent: OpenDirectory,
  name: Buffer,
  version: FileIdentity,
  id: string,
): Promise<Taking> {
  const aside = parent.at(asideName(id));
  if ((await lookAt(aside)) === null) return takeAway(parent, name, version, id);
  return settleAside(parent.at(name), aside, version);
}

const changed: Taking = { kind: 'changed', detail: 'Another version or another file is at the path by now.' };

const lookAt = (path: Buffer) => lstat(path, { bigint: true }).catch(orElse(['ENOENT'], null));

async function settleAside(place: Buffer, aside: Buffer, version: FileIdentity): Promise<Taking> {
  try {
    const held = await lookAt(aside);
    if (held === null) return { kind: 'absent' };
    if (!sameButForCtime(held, version)) {
      return (await putBack(place, aside)) ?? changed;
    }
    await unlink(aside);
    return { kind: 'taken' };
  } catch (error) {
    return (await putBack(place, aside)) ?? refusal(place, version, error);
  }
}

/** Moving a file changes its ctime, so that one cannot be compared afterwards. */
const sameButForCtime = (stats: BigIntStats, version: FileIdentity): boolean =>
  stats.isFile() && sameIdentity({ ...identityOf(stats), ctimeNs: version.ctimeNs }, version);

/** An error counts as a refusal only when the file is seen to be there still: the caller drops its copy then. */
async function refusal(place: Buffer, version: FileIdentity, error: unknown): Promise<Taking> {
  try {
    const found = await lookAt(place);
    if (found === null && errorName(error) === 'ENOENT') return { kind: 'absent' };
    if (found !== null && sameButForCtime(found, version)) return { kind: 'refused', error };
    return { kind: 'changed', detail: errorText(error) };
  } catch (second) {
    return { kind: 'changed', detail: `The path cannot be looked at: ${errorText(second)}` };
  }
}

/** Gives a file its name back without overwriting what came there meanwhile. Null when that worked. */
async function putBack(place: Buffer, aside: Buffer): Promise<Taking | null> {
  try {
    try {
      await link(aside, place);
      await unlink(aside);
    } catch (error) {
      // Without hard links (FAT, some shares) a plain move has to do, and only if the name is free. A folder or a
      // symbolic link that had been at the name cannot be hard linked everywhere either.
      if ((await lookAt(place)) !== null) throw error;
      await rename(aside, place);
    }
    return null;
  } catch (error) {
    return {
      kind: 'changed',
      detail: `What was at the path is beside it now, as ${shown(aside)}: ${errorText(error)}`,
    };
  }
}

const shown = (path: Buffer): string => path.subarray(path.lastIndexOf('/') + 1).toString();
