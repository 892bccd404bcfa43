import { expect, test } from 'vitest';
import { fail, ok } from '../../../contract/result.ts';
import type { ScanRecord } from '../../../contract/verdicts.ts';
import { showInFolderHandler } from '../../../electron/shell/show-in-folder.ts';
import { record } from '../../renderer/fixtures.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

function handlerFor(found: ScanRecord | null, look: () => Promise<void> = async () => undefined) {
  const shown: string[] = [];
  const clock = createFakeClock();
  const { 'desktop.showInFolder': show } = showInFolderHandler({
    find: async () => (found === null ? fail('not-found', 'gone') : ok(found)),
    look,
    show: (path) => shown.push(path),
    clock,
  });
  return { show: () => show({ recordId: 7 }), shown, clock };
}

test('the file of a record is shown in the file manager', async () => {
  const { show, shown } = handlerFor(record(7, { path: '/home/anna/offer.pdf' }));
  expect(await show()).toEqual(ok(null));
  expect(shown).toEqual(['/home/anna/offer.pdf']);
});

test('a record or a file that is gone, or a name that no file manager takes, is said', async () => {
  const gone = handlerFor(record(7), () => Promise.reject(new Error('ENOENT')));
  expect(await gone.show()).toMatchObject({ ok: false, error: { code: 'not-found' } });
  const odd = handlerFor(record(7, { pathBase64: 'L/8=' }));
  expect(await odd.show()).toMatchObject({ ok: false, error: { code: 'unsupported' } });
  expect(await handlerFor(null).show()).toMatchObject({ ok: false, error: { code: 'not-found' } });
  expect([...gone.shown, ...odd.shown]).toEqual([]);
});

test('a place that does not answer is said not to, and is waited for no longer than that', async () => {
  const { show, shown, clock } = handlerFor(record(7), () => new Promise(() => undefined));
  const answer = show();
  await clock.advance(5_000);
  expect(await answer).toMatchObject({ ok: false, error: { code: 'not-readable' } });
  expect(shown).toEqual([]);
});
