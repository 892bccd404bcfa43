import type { LazaretEvent } from '../../contract/events.ts';
import type { Settings } from '../../contract/settings.ts';
import type { ScanRecord, Trigger, Verdict } from '../../contract/verdicts.ts';
import type { Engine } from '../engine/engine-types.ts';
import type { FilePath } from '../files/file-path.ts';
import type { FileTimes } from '../files/file-times.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Vault } from '../quarantine/vault-types.ts';
import type { ReadingProgress } from '../scan/reading-progress.ts';
import type { ScanTryResult } from '../scan/scan-queue-entry.ts';
import type { Scanner } from '../scan/scanner.ts';

export interface TriageJob {
  readonly path: FilePath;
  readonly trigger: Trigger;
  /** 1 for the first try. */
  readonly attempt: number;
  readonly times?: FileTimes;
  readonly onProgress?: (progress: ReadingProgress) => void;
}

export interface TriageListeners {
  /** A row of the ledger is new or says something else now. */
  onRecord(record: ScanRecord): void;
  onEvent(event: LazaretEvent, path: FilePath, record: ScanRecord): void;
  /** Whether a scan asked for by hand waits for the path: it is told every verdict, be it an old one. */
  isAwaited(path: FilePath): boolean;
  /** Whoever waits for the path has the answer: its verdict, or null when nothing is there any more. */
  onAnswered(path: FilePath, verdict: Verdict | null): void;
  /** The file was replaced meanwhile: what is there now has not been looked at. */
  onReplaced(path: FilePath): void;
  onVaultTrouble(detail: string | null): void;
  /** There is no answer that could be kept: the file counts as failed, without a row of its own. */
  onUnrecorded(path: FilePath, trigger: Trigger): void;
  /** A verdict could not be written down (the disk is full, say); null when one could again. */
  onLedgerTrouble(detail: string | null): void;
}

export interface Triage {
  /** One try at one file. */
  triageFile(job: TriageJob, signal: AbortSignal): Promise<ScanTryResult>;
  /** Something that could not even be looked into is written down as not scanned. */
  unreadable(unreadable: { readonly path: FilePath; readonly code: string }, trigger: Trigger): void;
  /** To be called once at the start: writes down and tells what was locked away just before a crash. */
  concludeInterrupted(): void;
}

export interface TriageParts {
  readonly engine: Pick<Engine, 'acquire' | 'reportFailure'>;
  readonly scanner: Pick<Scanner, 'scan'>;
  readonly vault: Pick<Vault, 'store' | 'allows' | 'list'>;
  readonly ledger: Pick<Ledger, 'record' | 'recordAll' | 'setAction' | 'forget' | 'unresolved'>;
  readonly settings: () => Settings;
  /** What is known of the reputation of some bytes that makes them suspicious; null when nothing is. */
  readonly badReputation: (sha256: string) => { readonly signature: string; readonly detail: string } | null;
  readonly folderOf: (path: FilePath) => string | null;
  readonly listeners: TriageListeners;
}

/** What one try came to: the row that says it, and what the queue is to do. */
export interface Decision {
  readonly record: ScanRecord;
  readonly result: ScanTryResult;
}
