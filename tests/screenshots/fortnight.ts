import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identityOf } from '../../electron/files/file-identity.ts';
import { filePath } from '../../electron/files/file-path.ts';
import { createLedger } from '../../electron/ledger/ledger.ts';
import { openLedgerDatabase } from '../../electron/ledger/open-ledger-database.ts';
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
        ...finding,
      });
    }
  }
  ledger.close();
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
