import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createOriginReader } from '../../../electron/files/file-origin.ts';
import { filePath } from '../../../electron/files/file-path.ts';
import { originAddress, originHost } from '../../../electron/files/origin-address.ts';
import { readWhereFroms } from '../../../electron/files/where-froms.ts';
import type { Xattrs } from '../../../electron/files/xattrs.ts';
import { tempDir } from '../../support/temp-dir.ts';

/** A binary property list that holds an array of strings, as Safari writes it. */
function plist(strings: readonly string[]): Buffer {
  const objects = [
    Buffer.from([0xa0 + strings.length, ...strings.map((_, index) => index + 1)]),
    ...strings.map((text) => {
      const isAscii = [...text].every((char) => char.charCodeAt(0) < 128);
      const content = isAscii ? Buffer.from(text) : Buffer.from(text, 'utf16le').swap16();
      return Buffer.concat([Buffer.from([isAscii ? 0x5f : 0x6f, 0x11, 0, text.length]), content]);
    }),
  ];
  let end = 8;
  const offsets = objects.map((object) => {
    end += object.length;
    return end - object.length;
  });
  const table = Buffer.alloc(objects.length * 2);
  for (const [index, offset] of offsets.entries()) table.writeUInt16BE(offset, index * 2);
  const trailer = Buffer.alloc(32);
  trailer.writeUInt8(2, 6);
  trailer.writeUInt8(1, 7);
  trailer.writeBigUInt64BE(BigInt(objects.length), 8);
  trailer.writeBigUInt64BE(BigInt(end), 24);
  return Buffer.concat([Buffer.from('bplist00'), ...objects, table, trailer]);
}

/** Attributes kept in memory: not every file system keeps them. */
const holding = (values: Readonly<Record<string, string | Buffer>>, onGet: () => void = () => undefined): Xattrs => ({
  names: async () => Object.keys(values),
  async get(_path, name) {
    onGet();
    const value = values[name];
    return value === undefined ? null : Buffer.from(value);
  },
});

function file(): string {
  const path = join(tempDir(), 'setup.exe');
  writeFileSync(path, 'x');
  return path;
}

describe('the address a download came from', () => {
  test.each([
    ['https://ada:secret@example.org:8443/get/setup.exe?token=1#part', 'https://example.org:8443/get/setup.exe'],
    ['http://EXAMPLE.org', 'http://example.org/'],
    ['ftp://mirror.example.org/a', 'ftp://mirror.example.org/a'],
    ['blob:https://mail.example.org/1b7c', 'https://mail.example.org/'],
    [`https://example.org/${'a'.repeat(5000)}`, 'https://example.org/'],
    ['https://раypal.com/x', 'https://xn--ypal-43d9g.com/x'],
    ['data:text/plain,secret', null],
    ['file:///etc/passwd', null],
    ['about:internet', null],
    ['javascript:alert(1)', null],
    ['not a URL', null],
    ['', null],
    [`https://example.org/${'a'.repeat(20_000)}`, null],
  ])('%.60s is kept without credentials and query, or not at all', (raw, kept) => {
    expect(originAddress(raw)).toBe(kept);
  });

  test('names its host', () => {
    expect(originHost('https://example.org:8443/a')).toBe('example.org');
    expect(originHost(null)).toBeNull();
  });
});

describe('what macOS notes of a download', () => {
  test('is read, also in letters outside ASCII', () => {
    const strings = ['https://example.org/a', 'https://example.org/räksmörgås'];
    expect(readWhereFroms(plist(strings))).toEqual(strings);
    expect(readWhereFroms(plist([]))).toEqual([]);
  });

  test('is nothing when it is cut short, garbled or something else', () => {
    const whole = plist(['https://example.org/a', 'https://example.org/']);
    for (let length = 0; length < whole.length; length += 1) {
      expect(readWhereFroms(whole.subarray(0, length))).toEqual([]);
    }
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const garbled = Buffer.from(whole);
        garbled[at] = byte;
        expect(Array.isArray(readWhereFroms(garbled))).toBe(true);
      }),
    );
  });
});

describe('where a file came from', () => {
  test('is read from the attributes that Linux browsers and curl write', async () => {
    const read = createOriginReader(
      'linux',
      holding({
        'user.xdg.origin.url': 'https://ada:pw@example.org/setup.exe?key=1',
        'user.xdg.referrer.url': 'https://example.org/downloads',
      }),
    );
    expect((await read(filePath(file())))?.origin).toEqual({
      url: 'https://example.org/setup.exe',
      referrer: 'https://example.org/downloads',
    });
  });

  test('is read from what Safari writes', async () => {
    const value = plist(['https://example.org/setup.dmg', 'https://example.org/']);
    const read = createOriginReader('darwin', holding({ 'com.apple.metadata:kMDItemWhereFroms': value }));
    expect((await read(filePath(file())))?.origin).toEqual({
      url: 'https://example.org/setup.dmg',
      referrer: 'https://example.org/',
    });
  });

  test('is read from the stream that Windows browsers write', async () => {
    const path = file();
    // Elsewhere a colon is part of a name, so the stream is a file of its own here.
    const zone =
      '[ZoneTransfer]\r\nZoneId=3\r\nReferrerUrl=https://example.org/p?q=1\r\nHostUrl=https://example.org/a\r\n';
    writeFileSync(`${path}:Zone.Identifier`, zone);
    const read = createOriginReader('win32', null);
    expect((await read(filePath(path)))?.origin).toEqual({
      url: 'https://example.org/a',
      referrer: 'https://example.org/p',
    });
    expect(await read(filePath(file()))).toBeNull();
  });

  test('is unknown when the file is replaced while it is looked up', async () => {
    const path = file();
    writeFileSync(`${path}.next`, 'y');
    const swap = (): void => renameSync(`${path}.next`, path);
    const read = createOriginReader('linux', holding({ 'user.xdg.origin.url': 'https://example.org/' }, swap));
    expect(await read(filePath(path))).toBeNull();
  });

  test('is unknown where nothing is noted, nothing is there, or attributes cannot be read', async () => {
    const path = filePath(file());
    expect(await createOriginReader('linux', holding({}))(path)).toBeNull();
    expect(await createOriginReader('linux', holding({ 'user.xdg.origin.url': 'data:,x' }))(path)).toBeNull();
    expect(await createOriginReader('linux', null)(path)).toBeNull();
    const gone = filePath('/nowhere/at/all');
    expect(await createOriginReader('linux', holding({ 'user.xdg.origin.url': 'https://a/' }))(gone)).toBeNull();
  });
});
