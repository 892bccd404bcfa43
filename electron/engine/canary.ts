import { Buffer } from 'node:buffer';
import { type ClamdVersion, ping, version } from './clamd-commands.ts';
import type { Endpoint } from './endpoint.ts';
import type { Reply } from './reply-grammar.ts';
import { type InstreamFailure, instream } from './transport.ts';

/** What a check of one endpoint came to. `caveat` names what this clamd would pass as clean without looking inside. */
export type EndpointHealth =
  | (ClamdVersion & { readonly healthy: true; readonly caveat: string | null })
  | { readonly healthy: false; readonly detail: string };

export interface CheckDeadlines {
  /** For PING and for VERSION, each. */
  readonly commandMs: number;
  /** For each canary; it may have to wait for a free thread of clamd. */
  readonly canaryMs: number;
}

export const checkDeadlines: CheckDeadlines = { commandMs: 5_000, canaryMs: 15_000 };

/** The EICAR test file, put together here so that neither this source nor the program is taken for one. */
export const eicar = (): Buffer =>
  Buffer.from(['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!$H+H*'].join(''));

const benign = (): Buffer => Buffer.from('Lazaret asks: is this file clean? It is.\n');

/**
 * Whether an endpoint can be trusted now: it answers PING and VERSION, finds EICAR, and calls a harmless text exactly
 * clean. An engine without signatures, with a full temp directory or out of memory fails here. Never throws.
 */
export async function checkEndpoint(
  endpoint: Endpoint,
  deadlines: CheckDeadlines,
  signal: AbortSignal,
): Promise<EndpointHealth> {
  const pong = await ping(endpoint, deadlines.commandMs, signal);
  if (!pong.ok) return { healthy: false, detail: pong.detail };
  const told = await version(endpoint, deadlines.commandMs, signal);
  if (!told.ok) return { healthy: false, detail: told.detail };
  const [infected, harmless, locked] = await Promise.all([
    scanCanary(endpoint, eicar(), deadlines, signal),
    scanCanary(endpoint, benign(), deadlines, signal),
    scanCanary(endpoint, encryptedZip(), deadlines, signal),
  ]);
  if (infected.kind !== 'found') {
    return { healthy: false, detail: `did not find the EICAR test file: ${wordsOf(infected)}` };
  }
  if (harmless.kind !== 'ok') {
    return { healthy: false, detail: `did not call a harmless text clean: ${wordsOf(harmless)}` };
  }
  const caveat =
    locked.kind === 'ok'
      ? 'It passes encrypted archives, and most likely files over its limits, as clean: set AlertEncrypted and AlertExceedsMax to yes in its clamd.conf.'
      : null;
  return { healthy: true, ...told.value, caveat };
}

/** What clamd finds in a harmless text; null when nothing. A signature that does would find something in every file. */
export async function findsInHarmless(endpoint: Endpoint, signal: AbortSignal): Promise<string | null> {
  const reply = await scanCanary(endpoint, benign(), checkDeadlines, signal);
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

/**
 * A zip with one stored member whose flags say encrypted (APPNOTE.TXT 4.4.4, bit 0). ClamAV looks at the flag alone,
 * so the twelve bytes of encryption header and four of content need not be decipherable.
 */
function encryptedZip(): Buffer {
  const name = Buffer.from('a');
  const content = Buffer.alloc(16, 0x5a);
  const fields = (): Buffer => {
    const bytes = Buffer.alloc(26);
    bytes.writeUInt16LE(20, 0); // version needed
    bytes.writeUInt16LE(1, 2); // flags: encrypted
    bytes.writeUInt16LE(0x21, 8); // date: 1 January 1980
    bytes.writeUInt32LE(0x1234_5678, 10); // CRC-32
    bytes.writeUInt32LE(content.length, 14); // compressed size
    bytes.writeUInt32LE(4, 18); // size
    bytes.writeUInt16LE(name.length, 22);
    return bytes;
  };
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields(), name, content]);
  const madeBy = Buffer.from([20, 0]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), madeBy, fields(), Buffer.alloc(14), name]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}
