import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type KeyCipher, openKeyFile } from '../../../electron/reputation/key-file.ts';
import { virusTotal } from '../../../electron/reputation/virustotal-client.ts';
import { tempDir } from '../../support/temp-dir.ts';

const key = '0123456789abcdef'.repeat(4);

/** A keyring that turns bytes about, and can be locked. */
function turningCipher(safe = true) {
  let isLocked = false;
  const turn = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0x5a);
  const cipher: KeyCipher = {
    isSafe: () => safe,
    encrypt: (text) => turn(Buffer.from(text)),
    decrypt(bytes) {
      if (isLocked) throw new Error(`cannot decrypt ${key}`);
      return Buffer.from(turn(bytes)).toString();
    },
  };
  return {
    cipher,
    lock: () => {
      isLocked = true;
    },
  };
}

function setUp(cipher: KeyCipher | null) {
  const file = join(tempDir(), 'reputation-key.json');
  const logged: unknown[] = [];
  const open = (given = cipher, environment: { key: string; server: string } | null = null) =>
    openKeyFile({ file, cipher: given, environment, log: { warn: (...words) => void logged.push(words) } });
  return { file, logged, open };
}

describe('the key', () => {
  test('is encrypted by the keyring, and comes back only through it', () => {
    const { cipher, lock } = turningCipher();
    const { file, logged, open } = setUp(cipher);
    expect(open().set(virusTotal, key, false)).toMatchObject({ ok: true });
    expect(readFileSync(file, 'utf8')).not.toContain(key);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(open().keyFor(virusTotal)).toBe(key);
    expect(open().describe(virusTotal)).toEqual({
      state: 'set',
      ends: 'cdef',
      kept: 'keyring',
      wouldBeKept: 'keyring',
    });
    expect(open(null).describe(virusTotal).state).toBe('sealed');
    expect(open(null).keyFor(virusTotal)).toBeNull();
    lock();
    expect(open().keyFor(virusTotal)).toBeNull();
    expect(open().describe(virusTotal).state).toBe('sealed');
    expect(JSON.stringify(logged)).not.toContain(key);
  });

  test('is not kept where there is only a disguise, unless the user agrees to a plain file', () => {
    const { file, open } = setUp(turningCipher(false).cipher);
    const keys = open();
    expect(keys.describe(virusTotal)).toMatchObject({ state: 'none', wouldBeKept: 'file' });
    expect(keys.set(virusTotal, key, false)).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    expect(keys.keyFor(virusTotal)).toBeNull();
    expect(keys.set(virusTotal, key, true)).toMatchObject({ ok: true });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(open(null).keyFor(virusTotal)).toBe(key);
  });

  test('goes to no server but the one it was given for', () => {
    const { open } = setUp(null);
    const keys = open();
    keys.set('https://relay.example.org', key, false);
    expect(keys.keyFor(virusTotal)).toBeNull();
    expect(keys.describe(virusTotal).state).toBe('other-server');
    expect(open().keyFor('https://relay.example.org')).toBe(key);
  });

  test('of the environment counts for its server, and is written nowhere', () => {
    const { file, open } = setUp(null);
    const keys = open(null, { key, server: virusTotal });
    expect(keys.keyFor(virusTotal)).toBe(key);
    expect(keys.keyFor('https://relay.example.org')).toBeNull();
    expect(keys.describe(virusTotal)).toMatchObject({ kept: 'environment', ends: 'cdef' });
    expect(() => statSync(file)).toThrow();
  });

  test('can be taken back, and a file that makes no sense is none', () => {
    const { file, open, logged } = setUp(null);
    const keys = open();
    keys.set(virusTotal, key, false);
    expect(keys.clear()).toMatchObject({ ok: true });
    expect(keys.keyFor(virusTotal)).toBeNull();
    expect(() => statSync(file)).toThrow();
    writeFileSync(`${file}.new`, key);
    expect(keys.clear()).toMatchObject({ ok: true });
    expect(() => statSync(`${file}.new`)).toThrow();
    writeFileSync(file, `{"kept":"file","key":"${key}"`);
    expect(open().keyFor(virusTotal)).toBeNull();
    expect(JSON.stringify(logged)).not.toContain(key);
  });

  test('shows nothing of itself where it is short', () => {
    const { open } = setUp(null);
    const keys = open();
    keys.set(virusTotal, 'shortkey', false);
    expect(keys.describe(virusTotal)).toMatchObject({ state: 'set', ends: '' });
  });
});
