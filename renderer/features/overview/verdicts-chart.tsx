import { BarChart } from '@mantine/charts';
import { SegmentedControl, useDirection, VisuallyHidden } from '@mantine/core';
import { IconChartBar } from '@tabler/icons-react';
import { memo, useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettingsPatch } from '../../../contract/settings.ts';
import { noVerdicts, type Verdict, verdicts } from '../../../contract/verdicts.ts';
import { type ChartSpan, chartSpanSchema, type VerdictsOverTime } from '../../../contract/verdicts-over-time.ts';
import { useAppState, useBridge } from '../../state/context.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Section } from '../../ui/page.tsx';
import { type Format, useFormat } from '../../ui/use-format.ts';
import { useKeptChoice } from '../../ui/use-kept-choice.ts';
import { verdictLooks } from '../../ui/verdict.tsx';
import { barChartLook, chartLook } from './chart-look.ts';
import classes from './overview.module.css';
import { useCounted } from './use-counted.ts';

/** A single infected file among thousands of clean ones must still be seen. */
const smallestBarPx = 3;
/** One bar of so many has its name below it, the last among them: some languages' months are long. */
const barsPerName: Readonly<Record<ChartSpan, number>> = { days: 3, weeks: 3, months: 2 };

const toPatch = (chartSpan: ChartSpan): SettingsPatch => ({ appearance: { chartSpan } });

/** How many verdicts were given when, over the time the user wants to see. */
export function VerdictsChart() {
  const { t } = useTranslation();
  const bridge = useBridge();
  const { firstWeekday } = useFormat();
  const [span, choose] = useKeptChoice(
    useAppState((state) => state.settings.appearance.chartSpan),
    toPatch,
  );
  const counted = useCounted(
    useCallback(() => bridge.request('history.verdicts', { span, firstWeekday }), [bridge, span, firstWeekday]),
  );
  return (
    <Section
      title={t('overview.verdicts')}
      aside={
        <SegmentedControl
          aria-label={t('overview.span')}
          size="xs"
          data={chartSpanSchema.options.map((value) => ({ value, label: t(`overview.span-${value}`) }))}
          value={span}
          onChange={choose}
        />
      }
    >
      {counted === null ? (
        <div className={classes.chartToCome} />
      ) : counted.ok ? (
        <Drawn counted={counted.value} />
      ) : (
        <EmptyState icon={IconChartBar} title={t('activity.loadFailed')} />
      )}
    </Section>
  );
}

/** A chart for the eye, a table for screen readers. */
const Drawn = memo(function Drawn({ counted }: { readonly counted: VerdictsOverTime }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { dir } = useDirection();
  const isMirrored = dir === 'rtl';
  const { span, since } = counted;
  const rows = useMemo(() => rowsOf(counted), [counted]);
  const present = verdicts.filter((verdict) => rows.some((row) => count(row, verdict) > 0));
  const begun = since === null ? '' : t('overview.countedSince', { day: format.dayAndYear(since) });
  if (since === null || present.length === 0) {
    return (
      <EmptyState
        icon={IconChartBar}
        title={since === null ? t('overview.verdictsEmpty') : t('overview.verdictsNone')}
        hint={since === null ? t('overview.verdictsEmptyHint') : begun}
      />
    );
  }
  const first = rows[0]?.from ?? since;
  const most = Math.max(...rows.map((row) => present.reduce((sum, verdict) => sum + count(row, verdict), 0)));
  const named = rows.filter((_, index) => (rows.length - 1 - index) % barsPerName[span] === 0).map(({ from }) => from);
  const titleOf = (from: unknown): string => {
    const row = rows.find((candidate) => candidate.from === from);
    return row === undefined ? '' : barTitle(span, row, format);
  };
  return (
    <>
      <div aria-hidden="true" className={classes.chart}>
        <BarChart
          dir={dir}
          h={236}
          type="stacked"
          data={[...rows]}
          dataKey="from"
          series={present.map((verdict) => ({
            name: verdict,
            label: t(`verdict.${verdict}`),
            color: fillOf(verdict),
          }))}
          {...chartLook(isMirrored, most, format.number)}
          valueFormatter={format.number}
          tooltipProps={{ labelFormatter: titleOf }}
          xAxisProps={{
            ticks: named,
            tickFormatter: span === 'months' ? format.month : format.day,
            interval: 'preserveEnd',
            minTickGap: 4,
            reversed: isMirrored,
          }}
          barChartProps={{ ...barChartLook, maxBarSize: 22 }}
          barProps={({ name }) => ({
            isAnimationActive: false,
            // The value given beside is the end of the pile, which is more than nothing where this verdict is not.
            minPointSize: (_, index) => (count(rows[index], name) > 0 ? smallestBarPx : 0),
          })}
        />
        {/* Mantine's own has one line's height: five verdicts, or four in Spanish, would run out of the card. */}
        <ul className={classes.legend}>
          {present.map((verdict) => (
            <li key={verdict}>
              <span className={classes.legendColor} style={{ background: fillOf(verdict) }} />
              {t(`verdict.${verdict}`)}
            </li>
          ))}
        </ul>
      </div>
      <VisuallyHidden>
        <VerdictsTable span={span} rows={rows.filter(({ isCounted }) => isCounted)} present={present} format={format} />
      </VisuallyHidden>
      {since > first ? <p className={classes.begun}>{begun}</p> : null}
    </>
  );
});

const fillOf = (verdict: Verdict): string => `var(--${verdictLooks[verdict].tone}-fill)`;

interface Row extends Partial<Readonly<Record<Verdict, number>>> {
  readonly from: string;
  readonly to: string;
  /** Before there were any figures, nothing is not the same as none. */
  readonly isCounted: boolean;
}

const rowsOf = ({ bars, since }: VerdictsOverTime): readonly Row[] =>
  bars.map(({ from, to, counts }) => {
    const isCounted = since !== null && to >= since;
    return { from, to, isCounted, ...(isCounted ? { ...noVerdicts, ...counts } : {}) };
  });

/** How often a verdict was given in the time of a bar. */
function count(row: Row | undefined, name: string): number {
  const verdict = verdicts.find((known) => known === name);
  return verdict === undefined ? 0 : (row?.[verdict] ?? 0);
}

/** The time a bar stands for, in full. */
function barTitle(span: ChartSpan, { from, to }: Row, format: Format): string {
  switch (span) {
    case 'days':
      return format.day(from);
    case 'weeks':
      return format.days(from, to);
    case 'months':
      return format.monthAndYear(from);
  }
}

interface VerdictsTableProps {
  readonly span: ChartSpan;
  readonly rows: readonly Row[];
  readonly present: readonly Verdict[];
  readonly format: Format;
}

function VerdictsTable({ span, rows, present, format }: VerdictsTableProps) {
  const { t } = useTranslation();
  return (
    <table>
      <caption>{t(`overview.table-${span}`)}</caption>
      <thead>
        <tr>
          <th scope="col">{t(`overview.row-${span}`)}</th>
          {present.map((verdict) => (
            <th key={verdict} scope="col">
              {t(`verdict.${verdict}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.from}>
            <th scope="row">{barTitle(span, row, format)}</th>
            {present.map((verdict) => (
              <td key={verdict}>{format.number(count(row, verdict))}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
