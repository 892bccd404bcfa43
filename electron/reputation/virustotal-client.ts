import type { Clock } from '../base/clock.ts';
import { errorText } from '../files/fs-error.ts';
import type { Upload } from './upload-file.ts';
import {
  type HttpAnswer,
  type Reply,
  readAnalysis,
  readFileReport,
  readUploaded,
  readUploadUrl,
} from './virustotal-replies.ts';

/** VirusTotal itself: docs.virustotal.com/reference/overview. */
export const virusTotal = 'https://www.virustotal.com/api/v3';

/** Larger files go to an address of their own: docs.virustotal.com/reference/files-upload-url. Bytes, in the smaller sense of MB. */
export const directUploadBytes = 32_000_000;
export const largestUploadBytes = 650_000_000;

/** Who is asked, and as whom. */
export interface Server {
  /** What comes before `/files`. */
  readonly base: string;
  /** Null for a relay that wants none. */
  readonly key: string | null;
}

/** VirusTotal's API v3, one request a call. Nothing throws but by `signal`; whatever else happens has a name. */
export interface VirusTotalClient {
  /** `GET /files/{sha256}`. */
  lookUp(server: Server, sha256: string, signal: AbortSignal): Promise<Reply>;
  /** `GET /files/upload_url`, checked to be an address the key and the file may be sent to. */
  uploadUrl(server: Server, signal: AbortSignal): Promise<Reply>;
  /** `POST /files`, or to an address that `uploadUrl` gave. */
  upload(server: Server, url: string | null, upload: Upload, signal: AbortSignal): Promise<Reply>;
  /** `GET /analyses/{id}`. */
  analysis(server: Server, id: string, signal: AbortSignal): Promise<Reply>;
}

const requestMs = 30_000;
/** An upload may take this long for each megabyte, over what any request may. */
const perMegabyteMs = 20_000;
/** A report of a file is some hundred kilobytes. */
const largestAnswer = 8 * 1024 * 1024;

export function createVirusTotalClient({ clock }: { readonly clock: Pick<Clock, 'schedule'> }): VirusTotalClient {
  const ask = async (
    server: Server,
    url: string,
    init: RequestInit,
    read: (answer: HttpAnswer) => Reply,
    deadlineMs: number,
    signal: AbortSignal,
  ): Promise<Reply> => {
    const late = new AbortController();
    const callOff = clock.schedule(() => late.abort(), deadlineMs);
    try {
      const answer = await exchange(server, url, init, AbortSignal.any([signal, late.signal]));
      return typeof answer === 'string' ? { kind: 'trouble', detail: answer, isForeign: true } : read(answer);
    } catch (error) {
      signal.throwIfAborted();
      const detail = late.signal.aborted ? `No answer within ${deadlineMs / 1000} seconds.` : whyOf(error, server);
      return { kind: 'unreachable', detail };
    } finally {
      callOff();
    }
  };
  return {
    lookUp: (server, sha256, signal) =>
      ask(
        server,
        `${baseOf(server)}/files/${sha256}`,
        {},
        (answer) => readFileReport(answer, sha256),
        requestMs,
        signal,
      ),
    async uploadUrl(server, signal) {
      const reply = await ask(server, `${baseOf(server)}/files/upload_url`, {}, readUploadUrl, requestMs, signal);
      if (reply.kind !== 'upload-url') return reply;
      const url = trustedUploadUrl(server.base, reply.url);
      return url === null
        ? {
            kind: 'trouble',
            detail: 'The address to upload to is not one of the server asked; nothing was sent there.',
            isForeign: false,
          }
        : { kind: 'upload-url', url };
    },
    upload(server, url, upload, signal) {
      const init = {
        method: 'POST',
        headers: {
          'content-type': `multipart/form-data; boundary=${upload.boundary}`,
          'content-length': String(upload.length),
        },
        body: ReadableStream.from(upload.body()),
        duplex: 'half',
      } satisfies RequestInit & { duplex: 'half' };
      const deadlineMs = requestMs + Math.ceil(upload.length / 1_000_000) * perMegabyteMs;
      return ask(server, url ?? `${baseOf(server)}/files`, init, readUploaded, deadlineMs, signal);
    },
    analysis: (server, id, signal) =>
      ask(server, `${baseOf(server)}/analyses/${encodeURIComponent(id)}`, {}, readAnalysis, requestMs, signal),
  };
}

const baseOf = ({ base }: Server): string => base.replace(/\/+$/, '');

export const hostOf = (base: string): string => new URL(base).host;

/**
 * The address to upload to, where it may be believed: of the very host that was asked, or of VirusTotal's own when that
 * was. VirusTotal's documentation shows one without TLS; it is used with.
 */
export function trustedUploadUrl(base: string, text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const asked = new URL(base);
  if (url.username !== '' || url.password !== '') return null;
  if (url.host === asked.host && url.protocol === asked.protocol) return url.href;
  const isVirusTotal = (host: string): boolean => host === 'virustotal.com' || host.endsWith('.virustotal.com');
  if (!isVirusTotal(asked.hostname) || !isVirusTotal(url.hostname) || url.port !== '') return null;
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  url.protocol = 'https:';
  return url.href;
}

/** One request and its whole answer; a text says why there is none that could be read. A redirection is not followed: it would take the key along. */
async function exchange(
  { key }: Server,
  url: string,
  init: RequestInit,
  signal: AbortSignal,
): Promise<HttpAnswer | string> {
  const headers = { ...init.headers, accept: 'application/json', ...(key === null ? {} : { 'x-apikey': key }) };
  const response = await fetch(url, { ...init, headers, redirect: 'manual', signal });
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > largestAnswer) return `HTTP ${response.status}: the answer is longer than any of the API's.`;
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks).toString('utf8');
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    // A server may well repeat the key in its complaint, which is shown and kept.
    body: withoutKey(body, key),
  };
}

const withoutKey = (text: string, key: string | null): string => (key === null ? text : text.replaceAll(key, '…'));

/** `fetch failed` says nothing; its cause does. A header that cannot be sent is quoted in it, and one of them is the key. */
function whyOf(error: unknown, { key }: Server): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return withoutKey(errorText(cause), key).slice(0, 300) || 'The connection failed.';
}
