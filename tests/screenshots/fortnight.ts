import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProtectionEvent } from '../../contract/protection-log.ts';
import { noVerdicts } from '../../contract/verdicts.ts';
import { identityOf } from '../../electron/files/file-identity.ts';
import { filePath } from '../../electron/files/file-path.ts';
import { unknownTimes } from '../../electron/files/file-times.ts';
import { createLedger } from '../../electron/ledger/ledger.ts';
import { openLedgerDatabase } from '../../electron/ledger/open-ledger-database.ts';
import { createProtectionLog } from '../../electron/ledger/protection-log.ts';
import type { NewVerdict } from '../../electron/ledger/write-verdicts.ts';
import { signatureVersion } from './made-up-signatures.ts';

/** Files of each day, the oldest first; the last is today. */
const perDay = [19, 31, 28, 24, 9, 6, 27, 35, 22, 30, 26, 8, 5, 17];
const subjects = [
  'berths',
  'crane-inspection',
  'customs-form',
  'harbour-plan',
  'invoice',
  'pilot-roster',
  'quay-photo',
];
const endings = ['pdf', 'jpg', 'ods', 'png', 'docx', 'zip', 'csv'];
const hosts = ['files.harbour-board.example', 'mail.example', 'cloud.example', 'maps.example', 'weather.example'];
const hourMs = 60 * 60 * 1000;

/** What clamd found in some of them, long dealt with. */
const found: ReadonlyMap<number, Pick<NewVerdict, 'verdict' | 'signature' | 'reason' | 'action'>> = new Map([
  [40, { verdict: 'infected', signature: 'Doc.Dropper.Agent-6412113.UNOFFICIAL', reason: null, action: 'quarantined' }],
  [91, { verdict: 'suspicious', signature: 'PUA.Win.Adware.Toolbar-6.UNOFFICIAL', reason: null, action: 'ignored' }],
  [133, { verdict: 'infected', signature: 'Win.Trojan.Agent-7381902.UNOFFICIAL', reason: null, action: 'quarantined' }],
  [134, { verdict: 'infected', signature: 'Win.Trojan.Agent-7381902.UNOFFICIAL', reason: null, action: 'quarantined' }],
  [201, { verdict: 'unscannable', signature: null, reason: 'too-large', action: 'ignored' }],
]);

/**
 * Writes the history of a fortnight down, as if Lazaret had been running: the clean files are there, so that none of them
 * is scanned again.
 */
export function writeFortnight(options: {
  readonly ledgerFile: string;
  /** Files come to them by turns, a day each. */
  readonly folders: readonly { readonly id: string; readonly path: string }[];
  readonly engine: string;
  readonly now: Date;
}): void {
  const { folders, engine, now } = options;
  let at = now;
  const { database } = openLedgerDatabase(options.ledgerFile, () => at);
  const ledger = createLedger(database, () => at);
  let index = 0;
  for (const [day, count] of perDay.entries()) {
    const folder = folders[day % folders.length];
    if (folder === undefined) throw new Error('There is no folder.');
    for (let nth = 0; nth < count; nth++, index++) {
      at = timeOf({ daysAgo: perDay.length - 1 - day, share: nth / count, index, now });
      const name = `${subjects[index % 7]}-${String(index + 1).padStart(3, '0')}.${endings[(index * 3) % 7]}`;
      const path = join(folder.path, name);
      const finding = found.get(index);
      if (finding === undefined) writeFileSync(path, `${name}\n`.repeat(40 + ((index * 37) % 400)));
      ledger.record({
        path: filePath(path),
        folderId: folder.id,
        identity: finding === undefined ? identityOf(statSync(path, { bigint: true })) : null,
        sha256: null,
        verdict: 'clean',
        reason: null,
        signature: null,
        detail: null,
        trigger: 'arrival',
        durationMs: 4 + (index % 23),
        origin: index % 3 === 0 ? null : `https://${hosts[(index % 11) % (1 + (index % 5))]}/${name}`,
        referrer: null,
        engine,
        signatureVersion: String(signatureVersion),
        action: 'none',
        actionDetail: null,
        times: unknownTimes,
        ...finding,
      });
    }
  }
  const log = createProtectionLog(
    database,
    () => at,
    () => null,
  );
  for (const { daysAgo, hour, event } of fortnightLog(folders[0]?.path ?? '', engine)) {
    at = new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo, hour, 12);
    log.note(event);
  }
  ledger.close();
}

/** What happened to the protection meanwhile; oldest first. */
function fortnightLog(
  folder: string,
  engine: string,
): readonly { readonly daysAgo: number; readonly hour: number; readonly event: ProtectionEvent }[] {
  const before = { kind: 'official', version: String(signatureVersion - 1) } as const;
  const now = { kind: 'official', version: String(signatureVersion) } as const;
  const counts = { ...noVerdicts, infected: 2, clean: 41 };
  return [
    { daysAgo: 13, hour: 8, event: { kind: 'started', version: '0.1.0', after: 'first' } },
    { daysAgo: 13, hour: 8, event: { kind: 'folder-added', path: folder } },
    { daysAgo: 13, hour: 8, event: { kind: 'engine', status: 'healthy', engine, detail: '', afterMs: null } },
    { daysAgo: 13, hour: 8, event: { kind: 'signatures', now: before, before: null } },
    {
      daysAgo: 6,
      hour: 12,
      event: {
        kind: 'full-scan',
        trigger: 'scheduled',
        files: 1_284,
        counts,
        cancelled: false,
        failure: null,
        startedAt: '2026-01-01T12:00:00Z',
      },
    },
    { daysAgo: 4, hour: 9, event: { kind: 'settings', changed: ['exclusions'] } },
    {
      daysAgo: 3,
      hour: 14,
      event: {
        kind: 'engine',
        status: 'down',
        engine: null,
        detail: 'connect ENOENT /run/clamav/clamd.ctl',
        afterMs: null,
      },
    },
    { daysAgo: 3, hour: 15, event: { kind: 'engine', status: 'healthy', engine, detail: '', afterMs: 3_600_000 } },
    { daysAgo: 2, hour: 10, event: { kind: 'paused', until: null } },
    { daysAgo: 2, hour: 11, event: { kind: 'resumed', afterMs: 3_600_000 } },
    { daysAgo: 1, hour: 7, event: { kind: 'signatures', now, before } },
    { daysAgo: 1, hour: 19, event: { kind: 'stopped' } },
  ];
}

/** Most arrive between eight in the morning and seven in the evening, more before noon; today's up to an hour ago. */
function timeOf(when: {
  readonly daysAgo: number;
  readonly share: number;
  readonly index: number;
  readonly now: Date;
}): Date {
  const { daysAgo, share, index, now } = when;
  const morning = new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo, 8);
  const length = daysAgo === 0 ? now.getTime() - morning.getTime() - hourMs : 11 * hourMs;
  const minutes = (index * 17) % 25;
  return new Date(morning.getTime() + share ** 1.4 * length + minutes * 60_000);
}
