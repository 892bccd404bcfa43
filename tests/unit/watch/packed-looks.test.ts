import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { childPath, filePath } from '../../../electron/files/file-path.ts';
import type { Looked } from '../../../electron/watch/batch-look.ts';
import type { Look } from '../../../electron/watch/look-at-path.ts';
import { packedLooksSchema, packLooks, unpackLooks } from '../../../electron/watch/packed-looks.ts';

const directory = filePath('/watched');
const at = (name: string | Buffer, look: Look): Looked => [childPath(directory, name), look];
const crossed = (looked: readonly Looked[]) =>
  unpackLooks(packedLooksSchema.parse(structuredClone(packLooks(looked))), directory);

test('looks cross to another thread and are the same there, whatever the names and the numbers', () => {
  // Node gives inode numbers of 2 ** 63 and more as negative ones.
  const greatest = -(2n ** 63n);
  const longAgo = -(2n ** 60n);
  const looked = [
    at('plain', { kind: 'file', identity: { dev: 1n, ino: 2n, size: 3n, mtimeNs: 4n, ctimeNs: 5n } }),
    at(Buffer.from([0xff, 0x0a, 0xc3]), { kind: 'unreadable', code: 'EACCES' }),
    at('\u202egpj.exe', {
      kind: 'other',
      identity: { dev: -1n, ino: greatest, size: 2n ** 63n - 1n, mtimeNs: longAgo, ctimeNs: longAgo },
    }),
    at('gone', { kind: 'gone' }),
    at('x'.repeat(255), { kind: 'directory', identity: { dev: 0n, ino: 0n, size: 0n, mtimeNs: 0n, ctimeNs: 0n } }),
    at('loop', { kind: 'unreadable', code: 'ELOOP' }),
  ];
  expect(crossed(looked)).toEqual(looked);
});

test('nothing at all crosses too', () => {
  expect(crossed([])).toEqual([]);
});

test('what does not fit together, or is of no kind, is refused and not passed over', () => {
  const packed = packLooks([at('plain', { kind: 'gone' })]);
  for (const damage of [
    { ends: new Uint32Array([5, 6]) },
    { names: new Uint8Array(4) },
    { identities: new BigInt64Array(4) },
    { kinds: new Uint8Array(0) },
  ])
    expect(packedLooksSchema.safeParse({ ...packed, ...damage }).success).toBe(false);
  expect(() => unpackLooks({ ...packed, kinds: new Uint8Array([9]) }, directory)).toThrow('Unknown kind of entry: 9');
});
