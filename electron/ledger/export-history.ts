import { createWriteStream, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { ScanRecord } from '../../contract/verdicts.ts';
import { errorName, errorText } from '../files/fs-error.ts';

export type ExportFormat = 'csv' | 'json';

export interface HistoryPage {
  readonly records: readonly ScanRecord[];
  /** Where the next page begins; null when this was the last. */
  readonly next: number | null;
}

/** Gives the page that begins before an id, or the newest one for null. */
export type ReadPage = (before: number | null) => Promise<Result<HistoryPage>>;

const columns = [
  'id',
  'at',
  'path',
  'pathBase64',
  'verdict',
  'reason',
  'signature',
  'detail',
  'action',
  'actionDetail',
  'quarantineId',
  'acknowledged',
  'sha256',
  'size',
  'trigger',
  'durationMs',
  'origin',
  'referrer',
  'engine',
  'signatureVersion',
  'folderId',
  'seenAt',
  'settledAt',
  'queuedAt',
  'scanStartedAt',
] as const satisfies readonly (keyof ScanRecord)[];

/** Which format a file's name asks for; null for any other name. */
export function formatOf(path: string): ExportFormat | null {
  const extension = extname(path).toLowerCase();
  return extension === '.csv' ? 'csv' : extension === '.json' ? 'json' : null;
}

/** A page could not be read: what was written so far is not the whole history. */
class ExportStopped extends Error {
  readonly result: Extract<Result<never>, { ok: false }>;
  constructor(result: Extract<Result<never>, { ok: false }>) {
    super(result.error.message);
    this.result = result;
  }
}

/**
 * Writes the history, newest first, page by page: however long it is, only one page is held.
 * @param target a path, where a file that is there is never overwritten and nothing half-written stays, or a stream
 * @returns how many rows there were
 */
export async function exportHistory(
  target: string | NodeJS.WritableStream,
  format: ExportFormat,
  readPage: ReadPage,
): Promise<Result<{ readonly rows: number }>> {
  let rows = 0;
  const text = Readable.from(format === 'csv' ? csvText(pages()) : jsonText(pages()), { highWaterMark: 1 });
  async function* pages(): AsyncGenerator<readonly ScanRecord[]> {
    for (let before: number | null = null, last = false; !last; ) {
      const page: Result<HistoryPage> = await readPage(before);
      if (!page.ok) throw new ExportStopped(page);
      rows += page.value.records.length;
      yield page.value.records;
      // Whoever else has work on this thread gets a turn between two pages.
      await turn();
      before = page.value.next;
      last = before === null;
    }
  }
  try {
    if (typeof target === 'string') await pipeline(text, createWriteStream(target, { flags: 'wx', mode: 0o600 }));
    else await pipeline(text, target, { end: false });
    return ok({ rows });
  } catch (error) {
    const isTaken = errorName(error) === 'EEXIST';
    const left = typeof target === 'string' && !isTaken ? await removeBegun(target) : 'Nothing was kept of it.';
    if (error instanceof ExportStopped) return error.result;
    if (isTaken) return fail('target-exists', `There is already a file at ${target}. It was not overwritten.`);
    const code = errorName(error) === 'ENOSPC' ? 'no-space' : 'io';
    return fail(code, `The history could not be exported: ${errorText(error)}. ${left} Try another place.`);
  }
}

/** Takes away what was written before something went wrong, and says what is left. */
export async function removeBegun(target: string): Promise<string> {
  try {
    await rm(target, { force: true });
  } catch (error) {
    // The place itself is none (a file for a folder, a name too long), and what went wrong before has told so.
    if (existsSync(target)) return `What was begun is still at ${target} (${errorText(error)}).`;
  }
  return 'Nothing was kept of it.';
}

/** RFC 4180, in UTF-8. */
async function* csvText(pages: AsyncIterable<readonly ScanRecord[]>): AsyncGenerator<string> {
  yield `${columns.join(',')}\r\n`;
  for await (const records of pages) {
    yield records.map((record) => `${columns.map((column) => csvCell(record[column] ?? '')).join(',')}\r\n`).join('');
  }
}

/** One array, a row a line. */
async function* jsonText(pages: AsyncIterable<readonly ScanRecord[]>): AsyncGenerator<string> {
  let separator = '[\n';
  for await (const records of pages) {
    for (const record of records) {
      yield `${separator}${JSON.stringify(record)}`;
      separator = ',\n';
    }
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

/**
 * One value. Text that a spreadsheet would run as a formula gets an apostrophe before it, which spreadsheets take for
 * "this is text" (OWASP, CSV injection): names in the history were chosen by strangers.
 */
export function csvCell(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  const inert = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
