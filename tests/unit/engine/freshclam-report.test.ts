import { describe, expect, it } from 'vitest';
import { createOutputReader, explainOutput } from '../../../electron/engine/freshclam-report.ts';

describe('why signatures could not be downloaded', () => {
  it.each([
    ['rate-limited', 'WARNING: FreshClam received error code 429 from the ClamAV Content Delivery Network (CDN).'],
    ['blocked', 'ERROR: FreshClam received error code 403 from the ClamAV Content Delivery Network (CDN).'],
    ['cool-down', 'WARNING: You are still on cool-down until after: 2030-01-01 00:00:00'],
    ['name-unknown', "ERROR: remote_cvdhead: Download failed (6) ERROR:  Message: Couldn't resolve host name"],
    ['unreachable', "ERROR: remote_cvdhead: Download failed (7) ERROR:  Message: Couldn't connect to server"],
    ['timed-out', 'ERROR: remote_cvdhead: Download failed (28) ERROR:  Message: Timeout was reached'],
    ['tls', 'ERROR: remote_cvdhead: Download failed (60) ERROR:  Message: SSL peer certificate was not OK'],
    ['server-error', 'ERROR: remote_cvdhead: Unexpected response (500) from http://mirror'],
    ['bad-data', "ERROR: remote_cvdhead: Malformed CVD header (can't parse)"],
    ['not-found', 'WARNING: remote_cvdhead: file not found: http://mirror/daily.cvd'],
    ['unknown', 'ERROR: something nobody has seen before'],
  ])('is "%s" when freshclam says: %s', (code, line) => {
    const lines = ['ClamAV update process started', line, 'ERROR: Update failed.'];
    expect(explainOutput(lines)).toEqual({ code, detail: line });
  });

  it('is nothing when all databases are up to date', () => {
    expect(explainOutput(['daily.cld database is up-to-date (version: 27828, sigs: 2076994)'])).toBeNull();
  });
});

describe('the progress of a download', () => {
  it('is told in percent of the database being fetched, whatever the pieces it is read in', () => {
    const bar = (done: string) =>
      `\u001b[?7lTime:    0.5s, ETA:    1.1s [=======>       ]  ${done}/2.86MiB\r\u001b[?7h`;
    const text = [
      `Trying to retrieve CVD header\n${bar('512B')}OK\n`,
      'daily database available for download (remote version: 27828)\n',
      bar('293.00KiB'),
      bar('2.86MiB'),
      '\u001b[?7hTesting database\n',
    ].join('');
    for (const size of [1, 7, text.length]) {
      const told: unknown[] = [];
      const reader = createOutputReader((progress) => told.push(progress));
      for (let at = 0; at < text.length; at += size) reader.feed(text.slice(at, at + size));
      expect(told).toEqual([
        { name: 'daily', percent: 10 },
        { name: 'daily', percent: 100 },
      ]);
      expect(reader.lines().join('|')).toBe(
        'Trying to retrieve CVD header|OK|daily database available for download (remote version: 27828)|Testing database',
      );
    }
  });
});
