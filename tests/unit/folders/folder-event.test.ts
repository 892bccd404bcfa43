import { expect, test } from 'vitest';
import { describeWatch } from '../../../electron/cli/folder-commands.ts';
import { folderEvent } from '../../../electron/folders/folder-event.ts';
import { folder } from '../../support/protection-facts.ts';

const detail = 'It could not be gone through (EIO); that is tried again.';
const blind = [{ cause: 'permission' as const, count: 1, example: '/downloads/a', command: null }];
const blindSpot = '1 folder(s) or file(s) below may not be read, such as /downloads/a.';

test('programs are told that a folder could not be compared, and what of it is not watched besides', () => {
  const event = folderEvent({ ...folder, health: 'not-compared', detail, blind }, new Date(0));
  expect(event).toMatchObject({ state: 'unavailable', detail: `${detail} ${blindSpot}` });
  expect(folderEvent({ ...folder, health: 'partial', blind }, new Date(0))).toMatchObject({ detail: blindSpot });
});

test('the list of folders says what is wrong with each', () => {
  const lines = describeWatch({ ...folder, health: 'not-compared', detail, blind });
  expect(lines).toEqual(['f  /downloads', `  ${detail}`, `  ${blindSpot}`]);
});
