import type { LazaretEvent } from '../../contract/events.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import { type HandScan, handScanFindings, type ScanFinding } from '../../contract/scans.ts';
import { noVerdicts, type ScanRecord } from '../../contract/verdicts.ts';
import { createListeners } from '../base/listeners.ts';
import { displayPath, type FilePath } from '../files/file-path.ts';
import type { ScanJobs } from './scan-jobs.ts';

/** The scans that somebody asked for in the window or the tray, with their results, until they are dismissed. */
export interface HandScans {
  /** Newest first. */
  list(): readonly HandScan[];
  /** Scans what `paths` name. A refusal leaves nothing behind. */
  start(jobId: string, paths: readonly FilePath[]): Promise<Result<null>>;
  /** Scans once more what an ended one was about, in its place but under an id of its own. */
  repeat(jobId: string): Promise<Result<{ readonly jobId: string }>>;
  cancel(jobId: string): void;
  /** Whether there was an ended one to forget. */
  dismiss(jobId: string): boolean;
  /** An event of the protection: findings and ends are picked out of these. */
  hear(event: LazaretEvent, context: { readonly jobIds: readonly string[]; readonly record: ScanRecord | null }): void;
  onChanged(listener: () => void): () => void;
}

interface Kept extends HandScan {
  readonly named: readonly FilePath[];
}

/** Ended scans kept at most: whoever never dismisses one must not make the state grow. */
const keptScans = 10;

export function createHandScans(parts: {
  readonly jobs: Pick<ScanJobs, 'progress'>;
  readonly scanPaths: (jobId: string, paths: readonly FilePath[]) => Promise<Result<null>>;
  readonly randomId: () => string;
  readonly now: () => Date;
}): HandScans {
  const changed = createListeners<[]>();
  let scans: readonly Kept[] = [];

  const change = (jobId: string, next: (scan: Kept) => Kept): void => {
    scans = scans.map((scan) => (scan.id === jobId ? next(scan) : scan));
    changed.tell();
  };
  const withProgress = (scan: Kept): Kept => {
    const progress = scan.state === 'running' ? parts.jobs.progress(scan.id) : null;
    return progress === null ? scan : { ...scan, ...progress };
  };
  const end = (jobId: string, next: (scan: Kept) => Kept): void => {
    change(jobId, (scan) => (scan.state === 'running' ? next(withProgress(scan)) : scan));
    const ended = scans.filter(({ state }) => state !== 'running').slice(keptScans);
    scans = scans.filter((scan) => !ended.includes(scan));
  };

  const start: HandScans['start'] = async (jobId, paths) => {
    const started = await parts.scanPaths(jobId, paths);
    const [first] = paths;
    if (!started.ok || first === undefined) return started;
    const scan: Kept = {
      id: jobId,
      at: parts.now().toISOString(),
      path: displayPath(first),
      paths: paths.length,
      state: 'running',
      failure: null,
      files: 0,
      finding: true,
      counts: noVerdicts,
      findings: [],
      named: paths,
    };
    scans = [scan, ...scans];
    changed.tell();
    return started;
  };

  return {
    list: () => scans.map((kept) => shown(withProgress(kept))),
    start,
    async repeat(jobId) {
      const ended = scans.find(({ id, state }) => id === jobId && state !== 'running');
      if (ended === undefined) return fail('not-found', 'There is no ended scan with that id. Nothing was scanned.');
      const again = parts.randomId();
      const started = await start(again, ended.named);
      if (!started.ok) return started;
      scans = scans.filter((scan) => scan.id !== jobId);
      changed.tell();
      return ok({ jobId: again });
    },
    cancel: (jobId) => end(jobId, (scan) => ({ ...scan, state: 'cancelled', finding: false })),
    dismiss(jobId) {
      const left = scans.filter(({ id, state }) => id !== jobId || state === 'running');
      if (left.length === scans.length) return false;
      scans = left;
      changed.tell();
      return true;
    },
    hear(event, { jobIds, record }) {
      for (const jobId of jobIds) {
        if (event.type === 'summary') {
          const { type: _type, files, failure, ...counts } = event;
          const state = failure === null ? 'done' : 'failed';
          end(jobId, (scan) => ({ ...scan, state, failure, finding: false, files, counts }));
        }
        if (record !== null && record.verdict !== 'clean') {
          const finding = findingOf(record);
          change(jobId, (scan) => ({ ...scan, findings: withFinding(scan.findings, finding) }));
        }
      }
    },
    onChanged: changed.add,
  };
}

const shown = ({ named: _named, ...scan }: Kept): HandScan => scan;

const findingOf = ({ id, path, pathBase64, verdict, quarantineId }: ScanRecord): ScanFinding => ({
  recordId: id,
  path,
  ...(pathBase64 === undefined ? {} : { pathBase64 }),
  verdict,
  quarantineId,
});

/** A later word on the same record takes the place of the earlier one. */
const withFinding = (known: readonly ScanFinding[], finding: ScanFinding): ScanFinding[] =>
  [finding, ...known.filter(({ recordId }) => recordId !== finding.recordId)].slice(0, handScanFindings);
