import { expect, test } from 'vitest';
import { filePath } from '../../../electron/files/file-path.ts';
import { createBlindSpots, unreadableSpots } from '../../../electron/watch/blind-spots.ts';

const failing = (code: string, syscall: string, path: string): Error =>
  Object.assign(new Error(code), { code, syscall, path });

test('what a sweep could not look into is counted by cause, each with the command that mends it', () => {
  const spots = unreadableSpots([
    { path: filePath('/w/closed'), code: 'EACCES' },
    { path: filePath('/w/late'), code: 'EMFILE' },
    { path: filePath('/w/later'), code: 'EMFILE' },
  ]);
  expect(spots).toMatchObject([
    { cause: 'permission', count: 1, example: '/w/closed', command: null },
    { cause: 'open-files', count: 2, example: '/w/late', command: expect.stringContaining('65536') },
  ]);
});

test.runIf(process.platform === 'linux')('too many open files are told from too many instances of inotify', () => {
  const spots = createBlindSpots();
  // Another file can be opened here, so the open files are not what is short.
  spots.note(failing('EMFILE', 'watch', '/w/a'));
  spots.note(failing('EMFILE', 'scandir', '/w/b'));
  spots.note(failing('EMFILE', 'scandir', '/w/c'));
  expect(spots.list()).toMatchObject([
    { cause: 'instance-limit', count: 1, command: expect.stringContaining('max_user_instances') },
    { cause: 'open-files', count: 2, command: expect.stringContaining(`prlimit --pid ${process.pid}`) },
  ]);
});
