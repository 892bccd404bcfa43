import type { Buffer } from 'node:buffer';
import { outOfFilesText } from '../files/open-files.ts';
import { eicar, encryptedZip, harmlessText } from './canary-files.ts';
import { type ClamdVersion, ping, version } from './clamd-commands.ts';
import { type Endpoint, formatEndpoint } from './endpoint.ts';
import { createLimitCheck, type LimitHabit, proofDeadlineMs } from './limit-check.ts';
import type { Reply } from './reply-grammar.ts';
import { type InstreamFailure, instream } from './transport.ts';

/** What a clamd that is well would pass as clean without having looked at it. */
export interface Caveat {
  /** `lenient`: it does not report what it cannot look into. `cutting`: it looks into the beginning of a packed file only. */
  readonly kind: 'lenient' | 'cutting';
  /** What that is, and what to set in its clamd.conf. */
  readonly detail: string;
}

/** What a check of one endpoint came to. */
export type EndpointHealth =
  | (ClamdVersion & { readonly healthy: true; readonly caveat: Caveat | null })
  | { readonly healthy: false; readonly detail: string };

export interface CheckDeadlines {
  /** For PING and for VERSION, each. */
  readonly commandMs: number;
  /** For each canary; it may have to wait for a free thread of clamd. */
  readonly canaryMs: number;
}

export const checkDeadlines: CheckDeadlines = { commandMs: 5_000, canaryMs: 15_000 };

/** For a whole check, the rare long look at the limits included, in milliseconds. */
export const longestCheckMs = ({ commandMs, canaryMs }: CheckDeadlines): number =>
  2 * commandMs + 2 * canaryMs + proofDeadlineMs;

/**
 * Whether an endpoint can be trusted now: it answers PING and VERSION, finds EICAR, and calls a harmless text exactly
 * clean. An engine without signatures, with a full temp directory or out of memory fails here. Never throws.
 */
export type EndpointCheck = (
  endpoint: Endpoint,
  deadlines: CheckDeadlines,
  signal: AbortSignal,
) => Promise<EndpointHealth>;

/** Made once per process: what is costly to find out of a clamd is kept in mind. */
export function createEndpointCheck(): EndpointCheck {
  const checkLimits = createLimitCheck();
  const check: EndpointCheck = async (endpoint, deadlines, signal) => {
    const pong = await ping(endpoint, deadlines.commandMs, signal);
    if (!pong.ok) return { healthy: false, detail: pong.detail };
    const told = await version(endpoint, deadlines.commandMs, signal);
    if (!told.ok) return { healthy: false, detail: told.detail };
    const scan = (bytes: Buffer, canaryMs = deadlines.canaryMs): Promise<Reply | InstreamFailure> =>
      scanCanary(endpoint, bytes, { ...deadlines, canaryMs }, signal);
    const [infected, harmless, locked] = await Promise.all([scan(eicar()), scan(harmlessText()), scan(encryptedZip())]);
    if (infected.kind !== 'found') {
      return { healthy: false, detail: `did not find the EICAR test file: ${wordsOf(infected)}` };
    }
    if (harmless.kind !== 'ok') {
      return { healthy: false, detail: `did not call a harmless text clean: ${wordsOf(harmless)}` };
    }
    if (locked.kind === 'failed') {
      return { healthy: false, detail: `did not say what it makes of an encrypted archive: ${wordsOf(locked)}` };
    }
    const limits = await checkLimits(`${formatEndpoint(endpoint)} ${told.value.name}`, scan);
    if (limits.kind === 'unknown') {
      return { healthy: false, detail: `did not say what it makes of files over its limits: ${limits.detail}` };
    }
    return { healthy: true, ...told.value, caveat: caveatOf(locked.kind !== 'ok', limits) };
  };
  return async (...asked) => withOwnWant(await check(...asked));
}

/** That we may not open a connection says nothing of the engine. */
function withOwnWant(health: EndpointHealth): EndpointHealth {
  const code = health.healthy ? undefined : /\bE[MN]FILE\b/.exec(health.detail)?.[0];
  return code === undefined ? health : { healthy: false, detail: outOfFilesText(code) };
}

function caveatOf(reportsEncrypted: boolean, limits: LimitHabit): Caveat | null {
  const passed = [
    ...(reportsEncrypted ? [] : [{ what: 'encrypted archives', option: 'AlertEncrypted' }]),
    ...(limits.kind === 'silent' ? [{ what: 'files over its limits', option: 'AlertExceedsMax' }] : []),
  ];
  if (passed.length > 0) {
    const what = passed.map((one) => one.what).join(' and ');
    const options = passed.map(({ option }) => option).join(' and ');
    return { kind: 'lenient', detail: `It passes ${what} as clean: set ${options} to yes in its clamd.conf.` };
  }
  if (limits.kind !== 'cuts') return null;
  const detail = `It looks into the first ${limits.atMiB} MiB of a packed file and passes the rest as clean: set MaxFileSize and MaxScanSize to the same in its clamd.conf.`;
  return { kind: 'cutting', detail };
}

/** What clamd finds in a harmless text; null when nothing. A signature that does would find something in every file. */
export async function findsInHarmless(endpoint: Endpoint, signal: AbortSignal): Promise<string | null> {
  const reply = await scanCanary(endpoint, harmlessText(), checkDeadlines, signal);
  return reply.kind === 'ok' ? null : wordsOf(reply);
}

/** Scans a few bytes that are at hand. Never throws. */
export async function scanCanary(
  endpoint: Endpoint,
  bytes: Buffer,
  { commandMs, canaryMs }: CheckDeadlines,
  signal: AbortSignal,
): Promise<Reply | InstreamFailure> {
  async function* chunks(): AsyncGenerator<Buffer, void> {
    yield bytes;
  }
  const deadlines = { connectMs: commandMs, stallMs: canaryMs, replyMs: canaryMs, totalMs: canaryMs };
  return await instream(endpoint, { size: bytes.length, chunks: chunks() }, deadlines, signal);
}

function wordsOf(reply: Reply | InstreamFailure): string {
  if (reply.kind === 'ok') return 'it said OK';
  return reply.kind === 'found' ? `it said ${reply.signature} FOUND` : reply.detail;
}
