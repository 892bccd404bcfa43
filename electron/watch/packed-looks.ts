import { Buffer } from 'node:buffer';
import { z } from 'zod';
import type { FileIdentity } from '../files/file-identity.ts';
import { baseName, childPath, type FilePath } from '../files/file-path.ts';
import type { Looked } from './batch-look.ts';
import type { Look } from './look-at-path.ts';

/** Numbers of an identity. */
const numbers = 5;

/**
 * Looks at the entries of one directory as they cross from thread to thread: a few blocks of bytes, since the copy of an
 * object and five big numbers for each file takes longer than the look itself.
 */
export const packedLooksSchema = z
  .object({
    /** The names one after the other, and where each ends. */
    names: z.instanceof(Uint8Array),
    ends: z.instanceof(Uint32Array),
    kinds: z.instanceof(Uint8Array),
    /** Five numbers for each entry, as Node gives them, signed: dev, ino, size, mtimeNs, ctimeNs. */
    identities: z.instanceof(BigInt64Array),
    /** For each entry that could not be looked at, in order. */
    codes: z.array(z.string()),
  })
  .refine(({ names, ends, kinds, identities }) => {
    const isWhole = kinds.length === ends.length && identities.length === ends.length * numbers;
    return isWhole && (ends.at(-1) ?? 0) === names.length;
  }, 'The parts do not fit together.');
export type PackedLooks = z.infer<typeof packedLooksSchema>;

const kinds = ['file', 'directory', 'other', 'gone', 'unreadable'] as const satisfies readonly Look['kind'][];

export function packLooks(looked: readonly Looked[]): PackedLooks {
  const names = looked.map(([path]) => baseName(path));
  const ends = new Uint32Array(looked.length);
  const packedKinds = new Uint8Array(looked.length);
  const identities = new BigInt64Array(looked.length * numbers);
  const codes: string[] = [];
  let end = 0;
  looked.forEach(([, look], index) => {
    end += names[index]?.length ?? 0;
    ends[index] = end;
    packedKinds[index] = kinds.indexOf(look.kind);
    if (look.kind === 'unreadable') codes.push(look.code);
    if (!('identity' in look)) return;
    const { dev, ino, size, mtimeNs, ctimeNs } = look.identity;
    const at = index * numbers;
    identities[at] = dev;
    identities[at + 1] = ino;
    identities[at + 2] = size;
    identities[at + 3] = mtimeNs;
    identities[at + 4] = ctimeNs;
  });
  return { names: new Uint8Array(Buffer.concat(names, end)), ends, kinds: packedKinds, identities, codes };
}

/** The way back, for entries of `directory`. */
export function unpackLooks(packed: PackedLooks, directory: FilePath): Looked[] {
  const { names, ends, identities } = packed;
  const codes = packed.codes.values();
  const looked: Looked[] = [];
  let start = 0;
  ends.forEach((end, index) => {
    const path = childPath(directory, names.subarray(start, end));
    start = end;
    const kind = kinds[packed.kinds[index] ?? -1];
    if (kind === undefined) throw new Error(`Unknown kind of entry: ${packed.kinds[index]}`);
    if (kind === 'gone') looked.push([path, { kind }]);
    else if (kind === 'unreadable') looked.push([path, { kind, code: codes.next().value ?? 'EIO' }]);
    else looked.push([path, { kind, identity: identityAt(identities, index * numbers) }]);
  });
  return looked;
}

const identityAt = (numbers: BigInt64Array, at: number): FileIdentity => ({
  dev: numbers[at] ?? 0n,
  ino: numbers[at + 1] ?? 0n,
  size: numbers[at + 2] ?? 0n,
  mtimeNs: numbers[at + 3] ?? 0n,
  ctimeNs: numbers[at + 4] ?? 0n,
});
