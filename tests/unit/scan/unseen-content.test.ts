import { expect, it } from 'vitest';
import { mayHideSomething } from '../../../electron/scan/unseen-content.ts';

const mebibyte = 1024 * 1024;

it.each([
  ['nothing', ''],
  ['a text', 'Dear harbour master,\r\nNote: all is well.\r\n'],
  ['a page', '<!doctype html><title>a</title>'],
  ['a picture', '\xff\xd8\xff\xe0\0\x10JFIF'],
  ['a song', 'ID3\x03'],
])('%s hides nothing', (_what, begin) => {
  expect(mayHideSomething(Buffer.from(begin, 'latin1'), begin.length)).toBe(false);
});

it.each([
  ['a zip', 'PK\x03\x04'],
  ['a tar', `${'\0'.repeat(257)}ustar`],
  ['an lha archive', '\x20\x30-lh5-'],
  ['a disk image', `${'\0'.repeat(0x8001)}CD001`],
  ['a PDF', '%PDF-1.7'],
  ['a PDF after some bytes', '\0\0\0%PDF-1.7'],
  ['an older Office document', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  ['a program', 'MZ\x90\0'],
  ['a mail', 'Return-Path: <a@example.org>\r\nReceived: from b\r\n\tby c\r\nSubject: d\r\n\r\ntext'],
  ['a mail of a mailbox', 'From a@example.org Tue Mar  3 10:00:00 2026\n'],
])('%s may', (_what, begin) => {
  const head = Buffer.from(`${begin} and more`, 'latin1');
  expect(mayHideSomething(head, head.length)).toBe(true);
});

it('what is larger than any ClamAV surely looks into may', () => {
  expect(mayHideSomething(Buffer.from('text'), 25 * mebibyte)).toBe(false);
  expect(mayHideSomething(Buffer.from('text'), 25 * mebibyte + 1)).toBe(true);
});
