import type { Buffer } from 'node:buffer';
import { createConnection, type Socket } from 'node:net';
import type { Endpoint } from './endpoint.ts';
import { type Exchange, superviseExchange } from './exchange.ts';
import { chunkLength, zCommand } from './frames.ts';
import { excerpt } from './reply-grammar.ts';

export interface ClamdVersion {
  /** e.g. `ClamAV 1.4.6`. */
  readonly name: string;
  /** Of the official database, e.g. `27800`; null when none is loaded. */
  readonly signatureVersion: string | null;
  /** ISO time the official database was built; clamd tells local time without a zone, so hours may be off. */
  readonly signaturesBuiltAt: string | null;
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly detail: string };

/** How long clamd is given to refuse an announced size. */
const sizeRefusalMs = 1_000;

export const connectTo = (endpoint: Endpoint): Socket =>
  endpoint.kind === 'unix'
    ? createConnection({ path: endpoint.path })
    : createConnection({ host: endpoint.host, port: endpoint.port });

/** PING: `ok` only for exactly `PONG`, within `deadlineMs`. Never throws. */
export async function ping(endpoint: Endpoint, deadlineMs: number, signal: AbortSignal): Promise<Answer<null>> {
  const answer = await ask(endpoint, [zCommand('PING')], deadlineMs, signal);
  if (!answer.ok) return { ok: false, detail: `PING: ${answer.detail}` };
  if (answer.value.toString('latin1') === 'PONG\0') return { ok: true, value: null };
  return { ok: false, detail: `PING was answered with: ${excerpt(answer.value)}` };
}

/** VERSION, within `deadlineMs`. Never throws. */
export async function version(
  endpoint: Endpoint,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<Answer<ClamdVersion>> {
  const answer = await ask(endpoint, [zCommand('VERSION')], deadlineMs, signal);
  if (!answer.ok) return { ok: false, detail: `VERSION: ${answer.detail}` };
  const parsed = parseVersion(answer.value.toString('latin1').replace(/\0$/, ''));
  return parsed === null
    ? { ok: false, detail: `VERSION was answered with: ${excerpt(answer.value)}` }
    : { ok: true, value: parsed };
}

/** RELOAD: clamd loads its databases anew and answers scans with the old ones meanwhile. Never throws. */
export async function reload(endpoint: Endpoint, deadlineMs: number, signal: AbortSignal): Promise<Answer<null>> {
  const answer = await ask(endpoint, [zCommand('RELOAD')], deadlineMs, signal);
  if (!answer.ok) return { ok: false, detail: `RELOAD: ${answer.detail}` };
  if (answer.value.toString('latin1') === 'RELOADING\0') return { ok: true, value: null };
  return { ok: false, detail: `RELOAD was answered with: ${excerpt(answer.value)}` };
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Reads `ClamAV 1.4.6` or `ClamAV 1.4.6/27800/Thu Sep 11 08:31:02 2025`, as clamd and `clamd --version` say it; the
 * time is `ctime`'s. Null for anything else.
 */
export function parseVersion(text: string): ClamdVersion | null {
  const match = /^(?<name>ClamAV [\w.+~-]{1,60})(?:\/(?<database>\d{1,9})\/(?<built>[\w: ]{1,40}))?$/.exec(text);
  const { name, database, built } = match?.groups ?? {};
  if (name === undefined) return null;
  return {
    name,
    signatureVersion: database ?? null,
    signaturesBuiltAt: built === undefined ? null : ctimeToIso(built),
  };
}

function ctimeToIso(text: string): string | null {
  const match = /^\w{3} (?<month>\w{3}) +(?<day>\d{1,2}) (?<h>\d\d):(?<m>\d\d):(?<s>\d\d) (?<year>\d{4})$/.exec(text);
  const { month = '', day, h, m, s, year } = match?.groups ?? {};
  const index = months.indexOf(month);
  if (match === null || index === -1) return null;
  return new Date(Number(year), index, Number(day), Number(h), Number(m), Number(s)).toISOString();
}

/**
 * Whether clamd refuses a stream of `sizeBytes`: announces one chunk of that length and sends none of it, so nothing
 * can be reset before the refusal has been read. Never throws; silence counts as no.
 */
export async function isOverSizeLimit(endpoint: Endpoint, sizeBytes: number, signal: AbortSignal): Promise<boolean> {
  if (sizeBytes <= 0 || sizeBytes > 0xffff_ffff) return false;
  const answer = await ask(endpoint, [zCommand('INSTREAM'), chunkLength(sizeBytes)], sizeRefusalMs, signal);
  return answer.ok && answer.value.toString('latin1') === 'INSTREAM size limit exceeded. ERROR\0';
}

/** Sends a few bytes on a connection of its own and reads until clamd ends it, or `longestAnswer` bytes. Never throws. */
export async function ask(
  endpoint: Endpoint,
  parts: readonly Buffer[],
  deadlineMs: number,
  signal: AbortSignal,
  longestAnswer?: number,
): Promise<Answer<Buffer>> {
  const socket = connectTo(endpoint);
  const deadlines = { connectMs: deadlineMs, stallMs: deadlineMs, replyMs: deadlineMs, totalMs: deadlineMs };
  try {
    const supervised = superviseExchange(socket, {
      deadlines,
      signal,
      sentAll: () => socket.writableLength === 0,
      ...(longestAnswer === undefined ? {} : { longestReply: longestAnswer }),
    });
    for (const part of parts) socket.write(part);
    return answerOf(await supervised.done);
  } finally {
    socket.destroy();
  }
}

function answerOf(exchange: Exchange): Answer<Buffer> {
  if (exchange.kind === 'failed') return { ok: false, detail: exchange.detail };
  return { ok: true, value: exchange.bytes };
}
