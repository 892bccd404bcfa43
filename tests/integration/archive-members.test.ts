import { describe, expect, onTestFinished, test } from 'vitest';
import { zip } from '../../build/demo/zip.mjs';
import { scanDeadlines, usualScanMs } from '../../electron/engine/deadlines.ts';
import { instream } from '../../electron/engine/transport.ts';
import { eicar } from '../support/eicar.ts';
import { startRealClamd, whyNoRealClamd } from '../support/real-clamd.ts';

describe.skipIf(whyNoRealClamd() !== null)('an archive with a virus in it', () => {
  test('is found, and clamd says of what kind the virus is but not in which file', async () => {
    const clamd = await startRealClamd();
    onTestFinished(() => clamd.stop());
    const bytes = zip('folder/the-bad-one.com', Buffer.from(eicar()));
    async function* chunks() {
      yield bytes;
    }
    const source = { size: bytes.length, chunks: chunks() };
    const reply = await instream(
      clamd.unix,
      source,
      scanDeadlines(bytes.length, usualScanMs),
      new AbortController().signal,
    );
    expect(reply).toMatchObject({ kind: 'found', signature: expect.stringMatching(/EICAR/i) });
    expect(JSON.stringify(reply)).not.toContain('the-bad-one');
  });
});
