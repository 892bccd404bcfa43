import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { filePath } from '../../../electron/files/file-path.ts';
import { unknownTimes } from '../../../electron/files/file-times.ts';
import { createLedger, type Ledger } from '../../../electron/ledger/ledger.ts';
import { openLedgerDatabase } from '../../../electron/ledger/open-ledger-database.ts';
import { createRecordTogether } from '../../../electron/ledger/record-together.ts';
import type { NewVerdict } from '../../../electron/ledger/write-verdicts.ts';
import { tempDir } from '../../support/temp-dir.ts';

const now = (): Date => new Date('2026-01-01T00:00:00Z');

function openLedger(): Ledger {
  const { database } = openLedgerDatabase(join(tempDir(), 'ledger.sqlite'), now);
  const ledger = createLedger(database, now);
  onTestFinished(() => ledger.close());
  return ledger;
}

const verdictOf = (name: string, verdict: NewVerdict['verdict'] = 'clean'): NewVerdict => ({
  path: filePath(`/watched/${name}`),
  folderId: null,
  identity: null,
  sha256: null,
  verdict,
  reason: null,
  signature: null,
  detail: null,
  trigger: 'arrival',
  durationMs: 1,
  origin: null,
  referrer: null,
  engine: null,
  signatureVersion: null,
  action: 'none',
  actionDetail: null,
  times: unknownTimes,
});

describe('verdicts that come together', () => {
  it('are all in the ledger, in their order, before any of them is told', async () => {
    const ledger = openLedger();
    const recordTogether = createRecordTogether(ledger);
    const seen = await Promise.all(
      ['a', 'b', 'c'].map(async (name) => {
        const { record } = await recordTogether(() => verdictOf(name));
        return { path: record.path, inLedger: ledger.list({ limit: 10 }).total };
      }),
    );
    expect(seen).toEqual(['a', 'b', 'c'].map((name) => ({ path: `/watched/${name}`, inLedger: 3 })));
  });

  it('say what is true when they are written, not when they were asked for', async () => {
    const ledger = openLedger();
    const recordTogether = createRecordTogether(ledger);
    let trusted = true;
    const written = recordTogether(() => verdictOf('a', trusted ? 'clean' : 'failed'));
    trusted = false;
    expect((await written).record.verdict).toBe('failed');
  });

  it('are not kept out of the ledger by one that cannot be written', async () => {
    const ledger = openLedger();
    const recordTogether = createRecordTogether(ledger);
    const broken = { ...verdictOf('b'), durationMs: null as unknown as number };
    const results = await Promise.allSettled(
      [verdictOf('a'), broken, verdictOf('c')].map((verdict) => recordTogether(() => verdict)),
    );
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(ledger.list({ limit: 10 }).records.map(({ path }) => path)).toEqual(['/watched/c', '/watched/a']);
  });
});
