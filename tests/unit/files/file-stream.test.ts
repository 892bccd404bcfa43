import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hashFile, readChunks, writeAll } from '../../../electron/files/file-stream.ts';
import { errorName, errorText, orElse } from '../../../electron/files/fs-error.ts';
import { tempDir } from '../../support/temp-dir.ts';

const content = Buffer.from(Array.from({ length: 600_001 }, (_, index) => (index * 31) % 253));

async function fileWith(bytes: Buffer) {
  const path = join(tempDir(), 'file');
  writeFileSync(path, bytes);
  const handle = await open(path, 'r+');
  onTestFinished(() => handle.close());
  return { path, handle };
}

test.each([
  [undefined, undefined],
  [13, 599_999],
  [0, 262_144],
  [600_001, undefined],
])('reading from %s to %s gives just these bytes', async (start, end) => {
  const { handle } = await fileWith(content);
  const chunks: Buffer[] = [];
  const range = { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
  for await (const chunk of readChunks(handle, range)) chunks.push(Buffer.from(chunk));
  expect(Buffer.concat(chunks).equals(content.subarray(start, end))).toBe(true);
});

test('reading stops when it is cancelled', async () => {
  const { handle } = await fileWith(content);
  const cancel = new AbortController();
  const reading = async (): Promise<void> => {
    for await (const chunk of readChunks(handle, { signal: cancel.signal }))
      cancel.abort(new Error(`at ${chunk.length}`));
  };
  await expect(reading()).rejects.toThrow('at 262144');
});

test('what is written reads back, and hashes as it should', async () => {
  const { path, handle } = await fileWith(Buffer.alloc(0));
  await writeAll(handle, content);
  expect(readFileSync(path).equals(content)).toBe(true);
  expect(await hashFile(handle)).toBe(createHash('sha256').update(content).digest('hex'));
});

test('errors are told by the name the system gives them', async () => {
  const missing = await open(join(tempDir(), 'missing')).catch((error: unknown) => error);
  expect(errorName(missing)).toBe('ENOENT');
  expect(orElse(['ENOENT'], 'fallback')(missing)).toBe('fallback');
  expect(() => orElse(['EACCES'], null)(missing)).toThrow('ENOENT');
  expect([errorName(null), errorName('x'), errorName({ code: 5 })]).toEqual([null, null, null]);
  expect([errorText(new Error('words')), errorText('plain')]).toEqual(['words', 'plain']);
});
