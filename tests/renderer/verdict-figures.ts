import type { RequestInput, WindowRequests } from '../../contract/requests.ts';
import { noVerdicts, type VerdictCounts } from '../../contract/verdicts.ts';
import type { VerdictsOverTime } from '../../contract/verdicts-over-time.ts';
import { chartBars } from '../../electron/ledger/chart-bars.ts';

const clean = [31, 44, 12, 8, 52, 61, 38, 40, 9, 14, 57, 66, 49, 38];
const infected = [0, 0, 1, 0, 0, 3, 0, 0, 0, 0, 1, 0, 0, 1];
const suspicious = [0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 1];
const unscannable = [2, 0, 0, 1, 4, 0, 0, 0, 0, 1, 3, 0, 2, 1];

type Query = RequestInput<WindowRequests, 'history.verdicts'>;

const barsOf = ({ span, firstWeekday }: Query) => chartBars(span, new Date(), firstWeekday);

/** Figures as they were counted for years; `change` makes others of those of a bar. */
export function figures(
  query: Query,
  change: (counts: VerdictCounts, index: number, isLast: boolean) => VerdictCounts = (counts) => counts,
): VerdictsOverTime {
  const bars = barsOf(query).map((bar, index, all) => {
    const counts = {
      clean: clean[index] ?? 0,
      infected: infected[index] ?? 0,
      suspicious: suspicious[index] ?? 0,
      unscannable: unscannable[index] ?? 0,
      failed: 0,
    };
    return { ...bar, counts: change(counts, index, index === all.length - 1) };
  });
  return { span: query.span, since: '2020-02-03', bars };
}

/** No verdict in the time shown, and none before that either unless `since` says so. */
export const noFigures = (query: Query, since: string | null = null): VerdictsOverTime => ({
  span: query.span,
  since,
  bars: barsOf(query).map((bar) => ({ ...bar, counts: noVerdicts })),
});
