import { describe, expect, it } from 'vitest';
import { settingsPatchSchema } from '../../../contract/settings.ts';
import { freshclamConfig } from '../../../electron/engine/freshclam-config.ts';

const config = (mirror: string | null, proxy: string | null, owner: string | null = null) =>
  freshclamConfig({ databaseDirectory: '/data dir/signatures', source: { mirror, proxy }, owner }).split('\n');

const accepts = (signatures: unknown) => settingsPatchSchema.safeParse({ engine: { signatures } }).success;

describe("freshclam's configuration", () => {
  it("asks ClamAV's own server and keeps blanks in the path", () => {
    expect(config(null, null)).toContain('DatabaseMirror database.clamav.net');
    expect(config(null, null)).toContain('DatabaseDirectory "/data dir/signatures"');
    expect(config(null, null).join()).not.toMatch(/Proxy|NotifyClamd|Execute|DatabaseOwner/);
  });

  it('asks nobody but the private mirror, through the proxy, where they are set', () => {
    const lines = config('https://mirror.example:8443/clamav', 'socks5h://proxy.example:1080', 'root');
    expect(lines).toContain('PrivateMirror "https://mirror.example:8443/clamav"');
    expect(lines).toContain('HTTPProxyServer "socks5h://proxy.example"');
    expect(lines).toContain('HTTPProxyPort 1080');
    expect(lines).toContain('DatabaseOwner "root"');
    expect(lines.join()).not.toContain('database.clamav.net');
  });

  it.each([
    'http://x\nOnErrorExecute sh',
    'http://x" y',
    'file:///etc/passwd',
    'http://user:pw@x',
    'mirror.example',
    '',
  ])('takes no mirror %j', (mirror) => {
    expect(accepts({ mirror })).toBe(false);
  });

  it.each(['proxy.example', 'proxy:99\nOnErrorExecute sh', 'ftp://proxy:1', 'proxy:1 '])(
    'takes no proxy %j',
    (proxy) => {
      expect(accepts({ proxy })).toBe(false);
    },
  );

  it('takes plain addresses and none', () => {
    expect(accepts({ mirror: 'http://127.0.0.1:8080/', proxy: '[::1]:3128', automatic: false })).toBe(true);
    expect(accepts({ mirror: null, proxy: null })).toBe(true);
  });
});
