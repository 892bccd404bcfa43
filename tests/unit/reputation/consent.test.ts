import { describe, expect, test } from 'vitest';
import { reputationSettingsPatchSchema, reputationSettingsSchema } from '../../../contract/reputation.ts';
import { withConsent } from '../../../electron/control/reputation-handlers.ts';
import { trustedUploadUrl, virusTotal } from '../../../electron/reputation/virustotal-client.ts';

const off = reputationSettingsSchema.parse({});
const agreed = reputationSettingsSchema.parse({ mode: 'upload-unknown', uploadsAgreed: true });

describe('uploads', () => {
  test('are off, as is everything, until the user says otherwise', () => {
    expect(off).toMatchObject({ mode: 'off', uploadsAgreed: false, where: 'downloads', what: 'risky', server: null });
  });

  test('are not turned on without consent', () => {
    expect(withConsent(off, { mode: 'upload-unknown' })).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    expect(withConsent(off, { mode: 'upload-unknown', uploadsAgreed: true })).toMatchObject({ ok: true });
  });

  test('have to be agreed to anew once they were off, or another server is set', () => {
    expect(withConsent(agreed, { mode: 'hash-only' })).toMatchObject({ value: { uploadsAgreed: false } });
    expect(withConsent(agreed, { server: 'https://relay.example.org' })).toMatchObject({
      value: { mode: 'hash-only', uploadsAgreed: false },
    });
    expect(withConsent(agreed, { threshold: 9 })).toMatchObject({ value: { threshold: 9, uploadsAgreed: true } });
  });
});

describe('a server', () => {
  test.each(['https://relay.example.org', 'https://relay.example.org:8443/api/v3', 'http://127.0.0.1:8080/api/v3'])(
    'may be %s',
    (server) => expect(reputationSettingsPatchSchema.safeParse({ server }).success).toBe(true),
  );
  test.each([
    'http://relay.example.org',
    'http://127.0.0.1.example.org',
    'https://user:secret@relay.example.org',
    'https://relay.example.org/?key=1',
    'ftp://relay.example.org',
    'https://relay.example.org/#x',
  ])('may not be %s', (server) => expect(reputationSettingsPatchSchema.safeParse({ server }).success).toBe(false));

  test('names no address to upload to but its own', () => {
    const relay = 'https://relay.example.org/api/v3';
    expect(trustedUploadUrl(relay, 'https://relay.example.org/up/1')).toBe('https://relay.example.org/up/1');
    expect(trustedUploadUrl(relay, 'https://evil.example.org/up/1')).toBeNull();
    expect(trustedUploadUrl(relay, 'http://relay.example.org/up/1')).toBeNull();
    expect(trustedUploadUrl(relay, 'https://a:b@relay.example.org/up/1')).toBeNull();
    expect(trustedUploadUrl(virusTotal, 'http://www.virustotal.com/_ah/upload/1/')).toBe(
      'https://www.virustotal.com/_ah/upload/1/',
    );
    expect(trustedUploadUrl(virusTotal, 'https://bigfiles.virustotal.com/x')).toBe('https://bigfiles.virustotal.com/x');
    expect(trustedUploadUrl(virusTotal, 'https://virustotal.com.evil.org/x')).toBeNull();
    expect(trustedUploadUrl(virusTotal, 'not an address')).toBeNull();
  });
});
