import { z } from 'zod';
import type { ReputationAnswer } from '../../contract/reputation.ts';

/** What came of one request. Only `known` and `unknown` say anything about a file. */
export type Reply =
  | {
      readonly kind: 'known';
      readonly answer: Omit<Extract<ReputationAnswer, { outcome: 'known' }>, 'askedAt' | 'outcome'>;
    }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'upload-url'; readonly url: string }
  /** An upload was taken; the analysis goes by this id. */
  | { readonly kind: 'accepted'; readonly analysisId: string }
  | { readonly kind: 'analysis'; readonly isCompleted: boolean }
  /** The key is wrong, or not good for this: nothing but another key helps. */
  | { readonly kind: 'refused'; readonly why: 'wrong-key' | 'forbidden'; readonly detail: string }
  | {
      readonly kind: 'limited';
      readonly why: 'too-many-requests' | 'server-quota';
      readonly retryAfterMs: number | null;
      readonly detail: string;
    }
  | { readonly kind: 'unreachable'; readonly detail: string }
  /** An error of the server's, or words that are not the API's. */
  | {
      readonly kind: 'trouble';
      readonly detail: string;
      /** Not even the form is the API's: no such server answers at that address, or something stands before it. */
      readonly isForeign: boolean;
    };

/** An answer of the server, read whole. */
export interface HttpAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: string;
}

const count = z.int().nonnegative();
/** docs.virustotal.com/reference/analyses-object: engines without a verdict (timeouts, failures, other types) are left out. */
const statsSchema = z.object({ malicious: count, suspicious: count, undetected: count, harmless: count });
const resultsSchema = z.record(z.string(), z.object({ category: z.string(), result: z.string().nullish() }));

/** docs.virustotal.com/reference/files: the id of a file is its SHA-256; a file nobody has looked at has no statistics. */
const fileSchema = z.object({
  data: z.object({
    type: z.literal('file'),
    id: z.string(),
    attributes: z.object({
      last_analysis_stats: statsSchema.optional(),
      last_analysis_results: resultsSchema.default({}),
      last_analysis_date: count.max(8_640_000_000_000).optional(),
    }),
  }),
});

/** docs.virustotal.com/reference/files-scan: the answer to an upload is the analysis it began. */
const acceptedSchema = z.object({ data: z.object({ type: z.literal('analysis'), id: z.string().min(1).max(500) }) });

/** docs.virustotal.com/reference/analysis */
const analysisSchema = z.object({
  data: z.object({
    type: z.literal('analysis'),
    attributes: z.object({ status: z.enum(['queued', 'in-progress', 'completed']) }),
  }),
});

/** docs.virustotal.com/reference/files-upload-url */
const uploadUrlSchema = z.object({ data: z.string().max(4_000) });

/** docs.virustotal.com/reference/errors */
const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string().default('') }) });

const namesKept = 8;
const longestText = 200;
const short = (text: string): string => text.slice(0, longestText);

/** The answer to `GET /files/{sha256}`. */
export function readFileReport(answer: HttpAnswer, sha256: string): Reply {
  const refusal = readError(answer);
  if (refusal !== null) return answer.status === 404 && isNotFound(answer) ? { kind: 'unknown' } : refusal;
  const parsed = fileSchema.safeParse(parseJson(answer.body));
  if (!parsed.success) return garbled(answer, 'not the report of a file');
  const { id, attributes } = parsed.data.data;
  if (id.toLowerCase() !== sha256) return garbled(answer, 'the report of another file');
  const stats = attributes.last_analysis_stats;
  const engines = stats === undefined ? 0 : stats.malicious + stats.suspicious + stats.undetected + stats.harmless;
  if (stats === undefined || engines === 0) return { kind: 'unknown' };
  const at = attributes.last_analysis_date;
  return {
    kind: 'known',
    answer: {
      malicious: stats.malicious,
      suspicious: stats.suspicious,
      engines,
      names: namesOf(attributes.last_analysis_results),
      analysedAt: at === undefined ? null : new Date(at * 1000).toISOString(),
    },
  };
}

/** The answer to an upload, wherever it went. */
export function readUploaded(answer: HttpAnswer): Reply {
  const refusal = readError(answer);
  if (refusal !== null) return refusal;
  const parsed = acceptedSchema.safeParse(parseJson(answer.body));
  return parsed.success ? { kind: 'accepted', analysisId: parsed.data.data.id } : garbled(answer, 'no analysis');
}

/** The answer to `GET /analyses/{id}`. */
export function readAnalysis(answer: HttpAnswer): Reply {
  const refusal = readError(answer);
  if (refusal !== null) return refusal;
  const parsed = analysisSchema.safeParse(parseJson(answer.body));
  return parsed.success
    ? { kind: 'analysis', isCompleted: parsed.data.data.attributes.status === 'completed' }
    : garbled(answer, 'no analysis');
}

/** The answer to `GET /files/upload_url`. */
export function readUploadUrl(answer: HttpAnswer): Reply {
  const refusal = readError(answer);
  if (refusal !== null) return refusal;
  const parsed = uploadUrlSchema.safeParse(parseJson(answer.body));
  return parsed.success ? { kind: 'upload-url', url: parsed.data.data } : garbled(answer, 'no address to upload to');
}

/** Some of the names malicious files go by, each name once. */
function namesOf(results: z.infer<typeof resultsSchema>): { engine: string; name: string }[] {
  const byName = new Map<string, string>();
  for (const [engine, { category, result }] of Object.entries(results)) {
    if (category !== 'malicious' || typeof result !== 'string' || result === '') continue;
    if (!byName.has(result)) byName.set(result, engine);
  }
  return [...byName].slice(0, namesKept).map(([name, engine]) => ({ engine: short(engine), name: short(name) }));
}

const garbled = (answer: HttpAnswer, what: string): Reply => ({
  kind: 'trouble',
  detail: `The server answered in words that are not those of VirusTotal's API v3: ${what}.`,
  isForeign: isForeign(answer),
});

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Not JSON, and so nothing that any schema accepts.
    return undefined;
  }
}

const codeOf = (answer: HttpAnswer) => errorSchema.safeParse(parseJson(answer.body)).data?.error ?? null;

/** A 404 that is not the API's own says nothing of a file: the address may be wrong, or a proxy in the way. */
const isNotFound = (answer: HttpAnswer): boolean => codeOf(answer)?.code === 'NotFoundError';

/** Every answer of the API is an object with one of these. */
const apiSchema = z.union([z.object({ data: z.unknown() }), z.object({ error: z.unknown() })]);

/** What a gateway says while the server behind it is down tells nothing of that server. */
const isOutage = (status: number): boolean => status >= 500 || status === 408;

const isForeign = ({ status, body }: HttpAnswer): boolean =>
  !isOutage(status) && !apiSchema.safeParse(parseJson(body)).success;

/** What an answer that is no success means; null for a success. */
function readError(answer: HttpAnswer): Reply | null {
  const { status } = answer;
  if (status >= 200 && status < 300) return null;
  const error = codeOf(answer);
  const words = short([`HTTP ${status}`, error?.code, error?.message].filter(Boolean).join(', '));
  const trouble = (detail: string): Reply => ({ kind: 'trouble', detail, isForeign: isForeign(answer) });
  switch (status) {
    case 401:
      return { kind: 'refused', why: 'wrong-key', detail: words };
    case 403:
      // One without the API's own error is a proxy's or a firewall's, and says nothing of the key.
      return error === null ? trouble(words) : { kind: 'refused', why: 'forbidden', detail: words };
    case 429: {
      const why = error?.code === 'QuotaExceededError' ? 'server-quota' : 'too-many-requests';
      return { kind: 'limited', why, retryAfterMs: parseRetryAfter(answer.retryAfter), detail: words };
    }
    default:
      return trouble(status >= 300 && status < 400 ? `${words}: it points elsewhere.` : words);
  }
}

const longestWaitMs = 24 * 60 * 60 * 1000;

/** RFC 9110: seconds. A date is not waited for, since it is by the server's clock and not ours. */
function parseRetryAfter(text: string | null): number | null {
  if (text === null || !/^\d{1,9}$/.test(text.trim())) return null;
  return Math.min(Math.max(Number(text) * 1000, 1000), longestWaitMs);
}
