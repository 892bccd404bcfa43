import { expect, test } from 'vitest';
import { fail, ok } from '../../../contract/result.ts';
import type { ScanRecord } from '../../../contract/verdicts.ts';
import { hashPageHandler } from '../../../electron/shell/hash-page.ts';
import { record } from '../../renderer/fixtures.ts';

const sha256 = 'ab'.repeat(32);

function handlerFor(found: ScanRecord | null, { isAgreed = true, browserFails = false } = {}) {
  const opened: string[] = [];
  const logged: string[] = [];
  const { 'desktop.openHashPage': open } = hashPageHandler({
    find: async () => (found === null ? fail('not-found', 'gone') : ok(found)),
    isAgreed: () => isAgreed,
    openExternal: async (url) => {
      if (browserFails) throw new Error('no browser');
      opened.push(url);
    },
    log: { info: (message) => logged.push(message) },
  });
  return { open, opened, logged };
}

test('the page about a file is opened by its hash, and the log says that the hash left', async () => {
  const { open, opened, logged } = handlerFor(record(7, { sha256 }));
  expect(await open({ recordId: 7 })).toEqual(ok(null));
  expect(opened).toEqual([`https://www.virustotal.com/gui/file/${sha256}`]);
  expect(logged.join()).toContain(sha256);
});

test('no hash leaves before the user has agreed to it', async () => {
  const { open, opened, logged } = handlerFor(record(7, { sha256 }), { isAgreed: false });
  expect(await open({ recordId: 7 })).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  expect([...opened, ...logged]).toEqual([]);
});

test('nothing but a hash ever becomes part of the address', async () => {
  for (const odd of [null, '', 'file:///etc/passwd', `${sha256}/../..`, sha256.toUpperCase()]) {
    const { open, opened } = handlerFor(record(7, { sha256: odd }));
    expect(await open({ recordId: 7 })).toMatchObject({ ok: false, error: { code: 'unsupported' } });
    expect(opened).toEqual([]);
  }
});

test('an entry that is gone, or a browser that does not open, is said', async () => {
  expect(await handlerFor(null).open({ recordId: 7 })).toMatchObject({ ok: false, error: { code: 'not-found' } });
  const { open, logged } = handlerFor(record(7, { sha256 }), { browserFails: true });
  expect(await open({ recordId: 7 })).toMatchObject({ ok: false, error: { code: 'io' } });
  expect(logged).toEqual([]);
});
