import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** One request as the fake received it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly key: string | null;
  /** Of an upload: the SHA-256 of the file in it, its size, and the name it came by. */
  readonly file: { readonly sha256: string; readonly size: number; readonly name: string } | null;
}

/** What the fake says of a SHA-256 it knows. */
export interface FakeReport {
  readonly malicious: number;
  readonly undetected: number;
  /** Engine to name. */
  readonly names?: Readonly<Record<string, string>>;
}

/** How it answers one request, in place of what it would say; null lets it speak for itself. */
export type FakeMood = (request: SeenRequest, response: ServerResponse) => boolean;

export interface FakeVirusTotal {
  /** What to set as the server. */
  readonly base: string;
  readonly port: number;
  readonly seen: readonly SeenRequest[];
  /** How often somebody connected, whatever they then said. */
  connections(): number;
  /** The hashes that were asked about, in order. */
  hashes(): readonly string[];
  know(sha256: string, report: FakeReport): void;
  /** Files that are uploaded become known by this report; after so many looks at their analysis. */
  analyseAs(report: FakeReport, looks: number): void;
  /** Answers as `mood` says from now on; returns false to answer as usual. */
  setMood(mood: FakeMood | null): void;
  stop(): Promise<void>;
}

export const fakeKey = 'f4kek3y0'.repeat(8);

const errorBody = (code: string, message: string): string => JSON.stringify({ error: { code, message } });

/** Sends an error as the API does (docs.virustotal.com/reference/errors). */
export function sendError(
  response: ServerResponse,
  status: number,
  code: string,
  headers: Readonly<Record<string, string>> = {},
  message = `fake: ${code}`,
): true {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(errorBody(code, message));
  return true;
}

/**
 * A fake of VirusTotal's API v3, on this machine: it speaks the documented protocol of the four paths that Lazaret uses,
 * and can be told to be ill in every way a server can be. Nothing about its verdicts is real.
 */
export async function startFakeVirusTotal(key: string | null = fakeKey): Promise<FakeVirusTotal> {
  const seen: SeenRequest[] = [];
  const reports = new Map<string, FakeReport>();
  const analyses = new Map<string, { sha256: string; looks: number }>();
  let uploaded: { readonly report: FakeReport; readonly looks: number } = {
    report: { malicious: 0, undetected: 70 },
    looks: 1,
  };
  let mood: FakeMood | null = null;
  let connections = 0;

  const reply = (response: ServerResponse, data: unknown): void =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));

  const answer = (request: SeenRequest, response: ServerResponse): void => {
    if (mood?.(request, response) === true) return;
    if (key !== null && request.key === null) {
      sendError(response, 401, 'AuthenticationRequiredError', {}, 'X-Apikey header is missing');
      return;
    }
    if (key !== null && request.key !== key) {
      sendError(response, 401, 'WrongCredentialsError', {}, `Wrong API key ${request.key}`);
      return;
    }
    const [, , , kind = '', id = ''] = request.path.split('/');
    if (request.method === 'POST' && (kind === 'files' || kind === 'big-upload') && request.file !== null) {
      const analysis = `analysis-${request.file.sha256.slice(0, 8)}`;
      analyses.set(analysis, { sha256: request.file.sha256, looks: uploaded.looks });
      reply(response, { type: 'analysis', id: analysis });
      return;
    }
    if (kind === 'files' && id === 'upload_url') {
      reply(response, `http://127.0.0.1:${port}/api/v3/big-upload/1`);
      return;
    }
    if (kind === 'files') {
      const report = reports.get(id);
      if (report === undefined) sendError(response, 404, 'NotFoundError', {}, `File "${id}" not found`);
      else reply(response, fileObject(id, report));
      return;
    }
    const analysis = kind === 'analyses' ? analyses.get(decodeURIComponent(id)) : undefined;
    if (analysis === undefined) {
      sendError(response, 404, 'NotFoundError');
      return;
    }
    analysis.looks -= 1;
    if (analysis.looks < 0) reports.set(analysis.sha256, uploaded.report);
    reply(response, {
      type: 'analysis',
      id: decodeURIComponent(id),
      attributes: { status: analysis.looks < 0 ? 'completed' : 'queued', date: 1, stats: {}, results: {} },
    });
  };

  const server = createServer((request, response) => {
    read(request).then(
      (whole) => {
        seen.push(whole);
        answer(whole, response);
      },
      () => response.destroy(),
    );
  });
  server.on('connection', () => {
    connections += 1;
  });
  const port = await listen(server);
  return {
    base: `http://127.0.0.1:${port}/api/v3`,
    port,
    seen,
    connections: () => connections,
    hashes: () =>
      seen.flatMap(({ method, path }) => {
        const hash = /\/files\/([0-9a-f]{64})$/.exec(path)?.[1];
        return method === 'GET' && hash !== undefined ? [hash] : [];
      }),
    know: (sha256, report) => void reports.set(sha256, report),
    analyseAs(report, looks) {
      uploaded = { report, looks };
    },
    setMood(next) {
      mood = next;
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** docs.virustotal.com/reference/files */
function fileObject(sha256: string, { malicious, undetected, names = {} }: FakeReport) {
  const results = Object.entries(names).map(([engine, result]) => [
    engine,
    { category: 'malicious', engine_name: engine, method: 'blacklist', result },
  ]);
  return {
    type: 'file',
    id: sha256,
    links: { self: 'fake' },
    attributes: {
      sha256,
      last_analysis_date: 1_790_000_000,
      last_analysis_stats: {
        malicious,
        suspicious: 0,
        undetected,
        harmless: 0,
        timeout: 1,
        'confirmed-timeout': 0,
        failure: 1,
        'type-unsupported': 4,
      },
      last_analysis_results: {
        ...Object.fromEntries(results),
        Quiet: { category: 'undetected', engine_name: 'Quiet', method: 'blacklist', result: null },
      },
    },
  };
}

async function read(request: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const key = request.headers['x-apikey'];
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    key: typeof key === 'string' ? key : null,
    file: fileIn(Buffer.concat(chunks), request.headers['content-type'] ?? ''),
  };
}

/** The one file in a body of multipart/form-data (RFC 7578). */
function fileIn(body: Buffer, contentType: string): SeenRequest['file'] {
  const boundary = /boundary=(.+)$/.exec(contentType)?.[1];
  if (boundary === undefined) return null;
  const begin = body.indexOf('\r\n\r\n') + 4;
  const end = body.lastIndexOf(`\r\n--${boundary}--`);
  const name = /name="file"; filename="([^"]*)"/.exec(body.toString('latin1', 0, begin))?.[1];
  if (begin < 4 || end < begin || name === undefined) return null;
  const content = body.subarray(begin, end);
  return { sha256: createHash('sha256').update(content).digest('hex'), size: content.length, name };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('The fake VirusTotal has no port.'));
      else resolve(address.port);
    });
  });
}
