import type { Rescan } from '../../contract/quarantine.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Clock } from '../base/clock.ts';
import type { EngineLease } from '../engine/engine-member.ts';
import type { Engine } from '../engine/engine-types.ts';
import type { Vault } from '../quarantine/vault-types.ts';
import type { ScanOutcome, ScanVerdict } from '../scan/scan-outcome.ts';
import type { Scanner } from '../scan/scanner.ts';
import type { TriageParts } from './triage-types.ts';

interface RescanParts {
  readonly engine: Pick<Engine, 'start' | 'acquire' | 'onChanged' | 'state'>;
  readonly scanner: Pick<Scanner, 'scanStored'>;
  readonly vault: Pick<Vault, 'withCopy' | 'addEvent'>;
  readonly settings: () => Settings;
  readonly badReputation: TriageParts['badReputation'];
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** An engine of our own loads its signatures for so long on a slow machine. */
const engineDeadlineMs = 120_000;
const bytesPerMiB = 1024 * 1024;

/** Has the engine of today look at what is locked away, and says in a sentence how that compares to what it was called. */
export function createRescan(parts: RescanParts): (id: string) => Promise<Result<Rescan>> {
  return async (id) => {
    parts.engine.start();
    const lease = await awaitLease(parts);
    if (lease === null) {
      const { detail } = parts.engine.state();
      return fail(
        'engine-down',
        `No engine answers (${detail}), so the file was not looked at. It is kept. Try later.`,
      );
    }
    try {
      return await parts.vault.withCopy(id, async ({ header, headerBytes, key, blob }) => {
        const { engine } = parts.settings();
        const outcome = await parts.scanner.scanStored({
          file: {
            blob: new Uint8Array(blob),
            header: new Uint8Array(headerBytes),
            key: new Uint8Array(key),
            sha256: header.sha256,
            size: header.identity.size,
          },
          endpoint: lease.endpoint,
          maxBytes: engine.maxFileSizeMiB * bytesPerMiB,
          scanMs: engine.limits.scanSeconds * 1_000,
          signal: AbortSignal.any([parts.signal, lease.signal]),
        });
        const judged = reputed(trusted(outcome, lease), parts.badReputation(header.sha256));
        const rescan = compare(judged, header.signature, lease, parts.clock.now());
        parts.vault.addEvent(id, 'rescanned', rescan.detail);
        return ok(rescan);
      });
    } finally {
      lease.release();
    }
  };
}

/** The first engine that may be trusted; null when there is none in time. */
async function awaitLease({ engine, clock, signal }: RescanParts): Promise<EngineLease | null> {
  const end = clock.monotonicMs() + engineDeadlineMs;
  for (;;) {
    const lease = engine.acquire();
    if (lease !== null || signal.aborted || clock.monotonicMs() >= end) return lease;
    await new Promise<void>((resolve) => {
      const stop = (): void => {
        cancel();
        unsubscribe();
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const cancel = clock.schedule(stop, 1_000);
      const unsubscribe = engine.onChanged(stop);
      signal.addEventListener('abort', stop);
    });
  }
}

/** A clean word from an engine that lost our trust meanwhile counts for nothing. */
function trusted(outcome: ScanOutcome, lease: EngineLease): ScanVerdict {
  const lost = { verdict: 'failed', reason: 'engine-untrusted', signature: null } as const;
  const detail = 'The engine could not be trusted while it looked.';
  if (outcome.kind === 'gone') {
    return { kind: 'verdict', ...lost, detail, sha256: null, identity: null, durationMs: 0 };
  }
  return outcome.verdict === 'clean' && !lease.trusted() ? { ...outcome, ...lost, detail } : outcome;
}

/** What others say of the very bytes counts here as it does for a file in its place: it is not clean for the engine's word alone. */
const reputed = (outcome: ScanVerdict, bad: ReturnType<TriageParts['badReputation']>): ScanVerdict =>
  outcome.verdict === 'clean' && bad !== null
    ? { ...outcome, verdict: 'suspicious', reason: 'reputation', ...bad }
    : outcome;

function compare(outcome: ScanVerdict, before: string, lease: EngineLease, at: Date): Rescan {
  const { verdict, reason, signature } = outcome;
  const { signatureVersion } = lease;
  const today = signatureVersion === null ? "Today's signatures" : `Today's signatures (version ${signatureVersion})`;
  return {
    at: at.toISOString(),
    verdict,
    reason,
    signature,
    signatureVersion,
    detail: sentence(outcome, before, today),
  };
}

function sentence({ verdict, reason, signature, detail }: ScanVerdict, before: string, today: string): string {
  if (reason === 'reputation') return `${today} detect nothing in it, but: ${detail}`;
  switch (verdict) {
    case 'clean':
      return `${today} no longer detect anything in it; it was locked away as ${before}.`;
    case 'infected':
    case 'suspicious':
      return signature === before
        ? `${today} still call it ${before}.`
        : `${today} call it ${signature}; it was locked away as ${before}.`;
    case 'unscannable':
    case 'failed':
      return `It could not be looked at: ${detail ?? reason}. It was locked away as ${before}.`;
  }
}
