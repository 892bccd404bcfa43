import { resolve } from 'node:path';
import { Option, type Command as Program } from 'commander';
import {
  firstDirection,
  type HistoryOrder,
  type HistorySortKey,
  historySortKeySchema,
} from '../../contract/history.ts';
import { type Verdict, verdicts } from '../../contract/verdicts.ts';
import { type ExportFormat, exportHistory, formatOf } from '../ledger/export-history.ts';
import { answer, type Command } from './answer.ts';
import { describeRecord } from './describe.ts';
import { exitCodes, reportFailure } from './output.ts';

interface Filter {
  readonly verdicts?: Verdict[];
  readonly since?: string;
  readonly originHost?: string;
  readonly unresolved?: true;
}

const show =
  (filter: Filter, order: HistoryOrder, limit: number): Command =>
  ({ client }, output) =>
    answer(output, client.request('history.list', { ...filter, order, limit }), ({ records, total }) => [
      ...records.map(describeRecord),
      `${records.length} of ${total}`,
    ]);

/** Writes the whole history that fits the filter into a file, or to the standard output. */
const exportTo =
  (filter: Filter, file: string | null, format: ExportFormat): Command =>
  async ({ client }, output) => {
    const target = file === null ? process.stdout : resolve(file);
    const done = await exportHistory(target, format, (before) =>
      client.request('history.page', { ...filter, ...(before === null ? {} : { before }) }),
    );
    if (!done.ok) return reportFailure(output, done.error);
    if (file === null) return exitCodes.done;
    if (output.json) output.value({ path: target, rows: done.value.rows });
    else output.line(`Exported ${done.value.rows} result(s) to ${resolve(file)}`);
    return exitCodes.done;
  };

interface HistoryOptions {
  readonly verdict?: Verdict;
  readonly since?: string;
  readonly origin?: string;
  readonly unresolved?: true;
  readonly sort: HistorySortKey;
  readonly reverse?: true;
  readonly limit: number;
  readonly export?: string;
  readonly format?: ExportFormat;
}

function orderOf(key: HistorySortKey, isReversed: boolean): HistoryOrder {
  const direction = firstDirection[key];
  if (!isReversed) return { key, direction };
  return { key, direction: direction === 'ascending' ? 'descending' : 'ascending' };
}

/** Adds `history`, which shows earlier verdicts or exports them. */
export function addHistoryCommand(
  program: Program,
  run: (command: Command) => Promise<void>,
  parsers: { readonly time: (text: string) => string; readonly limit: (text: string) => number },
): void {
  program
    .command('history')
    .description('earlier verdicts, newest first')
    .addOption(new Option('--verdict <verdict>', 'only this verdict').choices([...verdicts]))
    .option('--since <time>', 'only after this time, e.g. 2026-01-31 or 2026-01-31T08:00Z', parsers.time)
    .option('--origin <host>', 'only downloads from this host, or from one below it')
    .option('--unresolved', 'only what waits for your decision')
    .addOption(
      new Option('--sort <key>', 'the newest, worst or largest first, names from A to Z; an export is always by time')
        .choices(historySortKeySchema.options)
        .default('time'),
    )
    .option('--reverse', 'the other way round')
    .option('--limit <n>', 'at most so many', parsers.limit, 50)
    .option('--export <file>', 'write all that match into a new .csv or .json file')
    .addOption(new Option('--format <format>', 'write all that match in this format').choices(['csv', 'json']))
    .action(({ verdict, since, origin, unresolved, sort, reverse, limit, export: file, format }: HistoryOptions) => {
      const filter: Filter = {
        ...(verdict === undefined ? {} : { verdicts: [verdict] }),
        ...(since === undefined ? {} : { since }),
        ...(origin === undefined ? {} : { originHost: origin }),
        ...(unresolved === undefined ? {} : { unresolved }),
      };
      if (file === undefined)
        return run(
          format === undefined ? show(filter, orderOf(sort, reverse === true), limit) : exportTo(filter, null, format),
        );
      const wanted = format ?? formatOf(file);
      if (wanted !== null) return run(exportTo(filter, file, wanted));
      const message = `${file} ends neither in .csv nor in .json, and no --format was given. Nothing was written.`;
      return run(async (_opened, output) => reportFailure(output, { code: 'invalid-input', message }));
    });
}
