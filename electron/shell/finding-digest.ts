import type { LazaretEvent } from '../../contract/events.ts';
import type { Reason, ScanRecord, Verdict } from '../../contract/verdicts.ts';
import type { Clock } from '../base/clock.ts';
import { originHost } from '../files/origin-address.ts';

/** A file with a finding nobody asked about: it is news. */
export interface Finding {
  readonly recordId: number;
  readonly quarantineId: string | null;
  readonly path: string;
  readonly verdict: Exclude<Verdict, 'clean' | 'failed'>;
  /** The engine's name for it; null where it has none. */
  readonly signature: string | null;
  readonly reason: Reason | null;
  readonly action: ScanRecord['action'];
  /** The host it was downloaded from; null when that is not known. */
  readonly originHost: string | null;
  /** It had been clean, and is infected by newer signatures. */
  readonly turnedBad: boolean;
  /** When it was still called clean, as an ISO time; null when it never was. */
  readonly wasCleanAt: string | null;
}

/**
 * The finding in an event, if it is one to tell of. Scans somebody asked for (`jobIds`) are answered where they were
 * asked for, and files the user allowed, or has set to be ignored, are no news.
 */
export function findingOf(
  event: LazaretEvent,
  context: { readonly jobIds: readonly string[]; readonly record: ScanRecord | null },
): Finding | null {
  const { record } = context;
  if (event.type !== 'verdict' || event.verdict === 'clean' || event.verdict === 'failed' || record === null)
    return null;
  if (context.jobIds.length > 0 || record.action === 'allowed' || record.action === 'ignored') return null;
  const { id, quarantineId, path, signature, reason, action, wasCleanAt } = record;
  const { verdict } = event;
  const host = originHost(record.origin ?? record.referrer);
  const turnedBad = verdict === 'infected' && wasCleanAt !== null;
  return {
    recordId: id,
    quarantineId,
    path,
    verdict,
    signature,
    reason,
    action,
    originHost: host,
    turnedBad,
    wasCleanAt,
  };
}

export interface FindingDigest {
  add(finding: Finding): void;
  /** Forgets what was not told yet. */
  stop(): void;
}

/** How long to gather after the first finding, how long to be silent after each telling, and when an outbreak is over. */
export interface DigestPace {
  readonly gatherMs: number;
  /** The silence after the first telling, after the second, and so on; the last one goes for all that follow. */
  readonly silencesMs: readonly [number, ...number[]];
  /** An outbreak is over when this long, after the silence, nothing new was found. */
  readonly calmMs: number;
}

/**
 * Tells findings that come together as one, and an outbreak ever more rarely: an unpacked archive must not become a
 * hundred notifications. Each telling has everything found since the outbreak began, newest last, with the latest word
 * on each path; `continued` says that it stands for the telling before. The same bad news on a path is told once.
 */
export function createFindingDigest(options: {
  readonly pace: DigestPace;
  readonly clock: Pick<Clock, 'schedule'>;
  readonly tell: (findings: readonly [Finding, ...Finding[]], continued: boolean) => void;
}): FindingDigest {
  const { pace, clock } = options;
  const found = new Map<string, Finding>();
  let news = false;
  let tellings = 0;
  let silent = false;
  let callOff = (): void => undefined;

  const wait = (delayMs: number, next: () => void): void => {
    callOff();
    callOff = clock.schedule(next, delayMs);
  };
  const forget = (): void => {
    callOff();
    found.clear();
    news = false;
    tellings = 0;
    silent = false;
  };
  const tell = (): void => {
    const [first, ...others] = found.values();
    const silence = pace.silencesMs[tellings] ?? pace.silencesMs.at(-1) ?? pace.gatherMs;
    const continued = tellings > 0;
    news = false;
    tellings += 1;
    silent = true;
    wait(silence, endSilence);
    if (first !== undefined) options.tell([first, ...others], continued);
  };
  const endSilence = (): void => {
    silent = false;
    if (news) tell();
    else wait(pace.calmMs, forget);
  };

  return {
    add(finding) {
      const known = found.get(finding.path);
      found.delete(finding.path);
      found.set(finding.path, finding);
      if (known?.action === finding.action && finding.action !== 'quarantined') return;
      if (!news && !silent) wait(pace.gatherMs, tell);
      news = true;
    },
    stop: forget,
  };
}
