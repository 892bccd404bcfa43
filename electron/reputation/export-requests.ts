import { writeFile } from 'node:fs/promises';
import type { SentRequest } from '../../contract/reputation.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import { errorName, errorText } from '../files/fs-error.ts';
import { csvCell, formatOf, removeBegun } from '../ledger/export-history.ts';

const columns = [
  'id',
  'at',
  'what',
  'host',
  'sha256',
  'name',
  'size',
  'outcome',
  'detail',
] as const satisfies readonly (keyof SentRequest)[];

/** Writes what left this machine into a new file, as JSON where its name ends so, else as CSV. Never overwrites. */
export async function exportRequests(
  target: string,
  requests: readonly SentRequest[],
): Promise<Result<{ readonly path: string; readonly rows: number }>> {
  const csv = [
    columns.join(','),
    ...requests.map((request) => columns.map((column) => csvCell(request[column] ?? '')).join(',')),
  ];
  const text = formatOf(target) === 'json' ? `${JSON.stringify(requests, null, 1)}\n` : `${csv.join('\r\n')}\r\n`;
  try {
    await writeFile(target, text, { flag: 'wx', mode: 0o600 });
    return ok({ path: target, rows: requests.length });
  } catch (error) {
    if (errorName(error) === 'EEXIST') {
      return fail('target-exists', `There is already a file at ${target}. It was not overwritten.`);
    }
    const left = await removeBegun(target);
    return fail('io', `The list could not be exported: ${errorText(error)}. ${left} Try another place.`);
  }
}
