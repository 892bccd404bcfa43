import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { type AppFile, contentSecurityPolicy, findAppFile, listAppFiles } from '../../../electron/shell/app-files.ts';
import { tempDir } from '../../support/temp-dir.ts';

describe('the files the window may load', () => {
  let files: ReadonlyMap<string, AppFile>;
  const get = (url: string, method = 'GET'): AppFile | null => findAppFile(files, { method, url });

  beforeEach(async () => {
    const root = tempDir();
    const served = join(root, 'renderer');
    mkdirSync(join(served, 'assets'), { recursive: true });
    writeFileSync(join(root, 'secret.html'), 'secret');
    writeFileSync(join(served, 'index.html'), '<p>hello</p>');
    writeFileSync(join(served, 'assets', 'index-1.js'), 'hello()');
    writeFileSync(join(served, 'assets', 'index-1.js.map'), '{}');
    symlinkSync(join(root, 'secret.html'), join(served, 'link.html'));
    files = await listAppFiles(served);
  });

  test('its page and its assets are served with their types', () => {
    expect(get('app://lazaret/')?.contentType).toBe('text/html; charset=utf-8');
    expect(get('app://lazaret/index.html?x=1#y')?.path).toMatch(/index\.html$/);
    expect(get('app://lazaret/assets/index-1.js')?.contentType).toBe('text/javascript; charset=utf-8');
  });

  test.each([
    'app://lazaret/../secret.html',
    'app://lazaret/..%2fsecret.html',
    'app://lazaret/%2e%2e/secret.html',
    'app://lazaret/assets/..%5c..%5csecret.html',
    'app://lazaret//secret.html',
    'app://lazaret/link.html',
    'app://lazaret/__proto__',
  ])('no spelling reaches a file outside: %s', (url) => {
    expect(get(url)).toBeNull();
  });

  test('nothing else is served: another host, another scheme, another method, another type', () => {
    expect(get('app://elsewhere/index.html')).toBeNull();
    expect(get('https://lazaret/index.html')).toBeNull();
    expect(get('file:///etc/passwd')).toBeNull();
    expect(get('not a url')).toBeNull();
    expect(get('app://lazaret/index.html', 'POST')).toBeNull();
    expect(get('app://lazaret/assets/index-1.js.map')).toBeNull();
  });

  test('the policy lets no script of another place or of the page itself run', () => {
    expect(contentSecurityPolicy).toContain("default-src 'none'");
    expect(contentSecurityPolicy).toContain("script-src 'self';");
    expect(contentSecurityPolicy).not.toMatch(/unsafe-eval|https?:|\*/);
  });
});
