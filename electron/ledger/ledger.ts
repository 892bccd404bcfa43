import type { Arrivals } from '../../contract/arrivals.ts';
import type { ScanRecord, VerdictCounts } from '../../contract/verdicts.ts';
import type { ChartSpan, VerdictsOverTime } from '../../contract/verdicts-over-time.ts';
import { namesOfficial } from '../base/signature-name.ts';
import type { FileIdentity } from '../files/file-identity.ts';
import type { FilePath } from '../files/file-path.ts';
import { createArrivals } from './arrivals.ts';
import { createDays } from './days.ts';
import { createFindings, type Findings } from './findings.ts';
import { type HistoryFilter, type HistoryQuery, type HistoryRows, listHistory, pageHistory } from './history.ts';
import { createInPlace, type InPlace } from './in-place.ts';
import { createLatestVerdicts, type FileVersion, type LatestVerdict } from './latest-verdict.ts';
import type { LedgerDatabase } from './ledger-database.ts';
import { type LedgerEntry, toEntry } from './rows.ts';
import { createStanding, type Standing } from './standing.ts';
import { createVerdictWriter, type VerdictWriter } from './write-verdicts.ts';

/** What a verdict is measured by now. */
export interface Standard {
  /** Which findings are to be locked away, so that one left in its place is not dealt with. */
  readonly quarantines: Readonly<Record<'infected' | 'suspicious', boolean>>;
  /** Official signatures are at hand, so `clean` from an engine without any is not worth much. */
  readonly signatures: boolean;
}

/** What was seen and what was decided, one row a file version. Calls are synchronous and durable over a crash of ours. */
export interface Ledger extends VerdictWriter, Findings, InPlace, Standing {
  get(recordId: number): LedgerEntry | null;
  /** What was last written down of the path; null when nothing was. */
  lastOf(path: FilePath): ScanRecord | null;
  /** Whether each of these very versions already has a verdict that needs nothing more by today's standard. */
  areSettled(files: readonly FileVersion[], standard: Standard): readonly boolean[];
  /** Where a file was seen last, by any of its names; a look through all rows. */
  pathsOf(file: Pick<FileIdentity, 'dev' | 'ino'>): readonly FilePath[];
  page(filter: HistoryFilter, before: number | null): ReturnType<typeof pageHistory>;
  list(query: HistoryQuery): HistoryRows;
  today(): VerdictCounts;
  /** How many verdicts were given when; `firstWeekday` is the day a week begins with, 0 being Sunday. */
  verdictsOverTime(span: ChartSpan, firstWeekday: number): VerdictsOverTime;
  /** When and from where files arrived over the last fortnight. */
  arrivals(): Arrivals;
  close(): void;
}

/**
 * Opens the ledger on its database.
 * @param now gives the time written beside each verdict
 * @param isCounted whether verdicts on a path count among those of their day; our own tests do not
 */
export function createLedger(
  database: LedgerDatabase,
  now: () => Date,
  isCounted: (path: FilePath) => boolean = () => true,
): Ledger {
  const latestOf = database.prepare('SELECT * FROM verdicts WHERE path = ? AND latest = 1');
  const byInode = database.prepare('SELECT * FROM verdicts WHERE latest = 1 AND dev = ? AND ino = ?');
  const byId = database.prepare('SELECT * FROM verdicts WHERE id = ?');
  // A buffer as the only argument would be taken for named parameters (libsql 0.5), hence the array.
  const latest = (path: FilePath): unknown => latestOf.get([path.bytes]) ?? null;
  const latestVerdicts = createLatestVerdicts(database);
  const days = createDays(database, now);

  return {
    ...createVerdictWriter({ database, days, latest, isCounted, now }),
    ...createFindings(database),
    ...createInPlace(database),
    ...createStanding(database, latestVerdicts, now),
    get(recordId) {
      const row = byId.get(recordId);
      return row === undefined ? null : toEntry(row);
    },
    lastOf(path) {
      const row = latest(path);
      return row === null ? null : toEntry(row).record;
    },
    areSettled: (files, standard) =>
      latestVerdicts(files).map((latest) => latest !== null && isEnough(latest, standard)),
    pathsOf: ({ dev, ino }) => byInode.all(dev.toString(), ino.toString()).map((row) => toEntry(row).path),
    page: (filter, before) => pageHistory(database, filter, before),
    list: (query) => listHistory(database, query),
    today: days.today,
    verdictsOverTime: days.overTime,
    arrivals: createArrivals(database, now),
    close() {
      database.close();
    },
  };
}

function isEnough({ verdict, action, signatureVersion }: LatestVerdict, standard: Standard): boolean {
  switch (verdict) {
    case 'failed':
      return false;
    case 'infected':
    case 'suspicious':
      if (action === 'quarantined' || action === 'allowed') return true;
      return action !== 'quarantine-failed' && !standard.quarantines[verdict];
    case 'clean':
      return namesOfficial(signatureVersion) || !standard.signatures;
    default:
      return true;
  }
}
