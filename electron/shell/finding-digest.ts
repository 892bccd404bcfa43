import type { LazaretEvent } from '../../contract/events.ts';
import type { ScanRecord } from '../../contract/verdicts.ts';

/** An infected file nobody asked about: it is news. */
export interface Finding {
  readonly recordId: number;
  readonly quarantineId: string | null;
  readonly path: string;
  readonly signature: string;
  readonly action: ScanRecord['action'];
}

/**
 * The finding in an event, if it is one to tell of. Scans somebody asked for (`jobId`) are answered where they were
 * asked for, and files the user allowed are no news.
 */
export function findingOf(
  event: LazaretEvent,
  context: { readonly jobId: string | null; readonly record: ScanRecord | null },
): Finding | null {
  const { record } = context;
  if (event.type !== 'verdict' || event.verdict !== 'infected' || record === null) return null;
  if (context.jobId !== null || record.action === 'allowed') return null;
  const { id, quarantineId, path, signature, action } = record;
  return { recordId: id, quarantineId, path, signature: signature ?? '', action };
}

export interface FindingDigest {
  add(finding: Finding): void;
  /** Forgets what was not told yet. */
  stop(): void;
}

/**
 * Gathers findings for `windowMs` after the first and then tells them together, newest last: an unpacked archive must
 * not become a hundred notifications. The latest word on a path replaces the earlier one.
 */
export function createFindingDigest(options: {
  readonly windowMs: number;
  /** Calls back once after a delay in milliseconds; returns how to call it off. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
  readonly tell: (findings: readonly [Finding, ...Finding[]]) => void;
}): FindingDigest {
  let gathered = new Map<string, Finding>();
  let callOff: (() => void) | null = null;
  const flush = (): void => {
    const [first, ...others] = gathered.values();
    gathered = new Map();
    callOff = null;
    if (first !== undefined) options.tell([first, ...others]);
  };
  return {
    add(finding) {
      gathered.delete(finding.path);
      gathered.set(finding.path, finding);
      callOff ??= options.after(options.windowMs, flush);
    },
    stop() {
      callOff?.();
      callOff = null;
      gathered.clear();
    },
  };
}
