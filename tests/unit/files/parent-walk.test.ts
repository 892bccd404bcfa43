import { existsSync, mkdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { filePath } from '../../../electron/files/file-path.ts';
import { openDirectory, physicalParent, resolveTopLink } from '../../../electron/files/parent-walk.ts';
import { tempDir } from '../../support/temp-dir.ts';

const openAt = async (path: string): ReturnType<typeof openDirectory> => {
  const directory = await openDirectory(filePath(path));
  onTestFinished(() => directory.close());
  return directory;
};

test('an open directory knows which one it is', async () => {
  const root = tempDir();
  const { dev, ino } = statSync(root, { bigint: true });
  expect(await openAt(root)).toMatchObject({ dev, ino, path: filePath(root) });
});

test('a directory can be opened below one that may be entered but not listed', async () => {
  const root = tempDir();
  mkdirSync(join(root, 'closed', 'open'), { recursive: true });
  writeFileSync(join(root, 'closed', 'open', 'a'), 'x');
  const directory = await openAt(join(root, 'closed', 'open'));
  expect(readFileSync(directory.at('a'), 'utf8')).toBe('x');
  await expect(directory.sync()).resolves.toBeUndefined();
});

test.skipIf(process.platform !== 'linux')('names are looked up in the same directory after it was moved', async () => {
  const root = tempDir();
  mkdirSync(join(root, 'a'));
  mkdirSync(join(root, 'other'));
  const directory = await openAt(join(root, 'a'));
  renameSync(join(root, 'a'), join(root, 'b'));
  symlinkSync(join(root, 'other'), join(root, 'a'));
  writeFileSync(directory.at('file'), 'x');
  expect(existsSync(join(root, 'b', 'file'))).toBe(true);
  expect(existsSync(join(root, 'other', 'file'))).toBe(false);
});

test.each([
  ['a symbolic link', 'link', 'ELOOP'],
  ['a symbolic link on the way', 'link/sub', 'ELOOP'],
  ['a file', 'file', 'ENOTDIR'],
  ['nothing', 'missing', 'ENOENT'],
])('%s is not opened as a directory', async (_, name, code) => {
  const root = tempDir();
  mkdirSync(join(root, 'real', 'sub'), { recursive: true });
  symlinkSync('real', join(root, 'link'));
  writeFileSync(join(root, 'file'), '');
  await expect(openDirectory(filePath(join(root, name)))).rejects.toMatchObject({ code });
});

test.each(['/tmp/../tmp', '/tmp/./x', 'relative/path'])('%s is no path to walk', async (path) => {
  await expect(openDirectory(filePath(Buffer.from(path)))).rejects.toMatchObject({ code: 'EINVAL' });
});

test('the physical parent has every symbolic link resolved, the top link rule only one below the root', async () => {
  const root = tempDir();
  mkdirSync(join(root, 'real'));
  symlinkSync('real', join(root, 'link'));
  expect(await physicalParent(filePath(join(root, 'link', 'file')))).toEqual(filePath(join(root, 'real')));
  expect(await resolveTopLink(filePath(join(root, 'link')))).toEqual(filePath(join(root, 'link')));
});
