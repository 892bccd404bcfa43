import { BarChart } from '@mantine/charts';
import { useDirection, VisuallyHidden } from '@mantine/core';
import { useThrottledValue } from '@mantine/hooks';
import { IconChartBar } from '@tabler/icons-react';
import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppState } from '../../../contract/state.ts';
import { type Verdict, verdicts } from '../../../contract/verdicts.ts';
import { useAppState } from '../../state/context.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Section } from '../../ui/page.tsx';
import { type Format, useFormat } from '../../ui/use-format.ts';
import { verdictLooks } from '../../ui/verdict.tsx';
import { barChartLook, chartLook } from './chart-look.ts';
import classes from './overview.module.css';

/** A single infected file among thousands of clean ones must still be seen. */
const smallestBarPx = 3;

/** The numbers of today beside it follow each verdict; a bar that grows by a pixel can wait, for drawing all takes long. */
const drawnEveryMs = 5000;

/** Fourteen days of verdicts: a chart for the eye, a table for screen readers. */
export function DaysChart() {
  const days = useAppState((state) => state.days);
  return <DrawnDays days={useThrottledValue(days, drawnEveryMs)} />;
}

const DrawnDays = memo(function DrawnDays({ days }: Pick<AppState, 'days'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const { dir } = useDirection();
  const isMirrored = dir === 'rtl';
  const rows = useMemo(() => days.map(({ day, counts }) => ({ day: format.day(day), ...counts })), [days, format]);
  // Every third day is named, today among them: some languages' months are long.
  const named = rows.filter((_, index) => (rows.length - 1 - index) % 3 === 0).map(({ day }) => day);
  const present = verdicts.filter((verdict) => rows.some((row) => row[verdict] > 0));
  return (
    <Section title={t('overview.days')}>
      {present.length === 0 ? (
        <EmptyState icon={IconChartBar} title={t('overview.daysEmpty')} hint={t('overview.daysEmptyHint')} />
      ) : (
        <>
          <div aria-hidden="true" className={classes.chart}>
            <BarChart
              dir={dir}
              h={272}
              type="stacked"
              data={rows}
              dataKey="day"
              series={present.map((verdict) => ({
                name: verdict,
                label: t(`verdict.${verdict}`),
                color: `var(--${verdictLooks[verdict].tone}-fill)`,
              }))}
              withLegend
              legendProps={{ verticalAlign: 'bottom', height: 36 }}
              {...chartLook(isMirrored)}
              valueFormatter={format.number}
              xAxisProps={{ ticks: named, interval: 'preserveEnd', minTickGap: 4, reversed: isMirrored }}
              barChartProps={{ ...barChartLook, maxBarSize: 22 }}
              barProps={({ name }) => ({
                isAnimationActive: false,
                // The value given beside is the end of the pile, which is more than nothing where this verdict is not.
                minPointSize: (_, index) => (count(rows[index], name) > 0 ? smallestBarPx : 0),
              })}
            />
          </div>
          <VisuallyHidden>
            <DaysTable rows={rows} present={present} format={format} />
          </VisuallyHidden>
        </>
      )}
    </Section>
  );
});

/** How often a verdict was given on a day. */
function count(row: Row | undefined, name: string): number {
  const verdict = verdicts.find((known) => known === name);
  return row === undefined || verdict === undefined ? 0 : row[verdict];
}

type Row = { readonly day: string } & Readonly<Record<Verdict, number>>;

interface DaysTableProps {
  readonly rows: readonly Row[];
  readonly present: readonly Verdict[];
  readonly format: Format;
}

function DaysTable({ rows, present, format }: DaysTableProps) {
  const { t } = useTranslation();
  return (
    <table>
      <caption>{t('overview.daysTable')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('overview.day')}</th>
          {present.map((verdict) => (
            <th key={verdict} scope="col">
              {t(`verdict.${verdict}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.day}>
            <th scope="row">{row.day}</th>
            {present.map((verdict) => (
              <td key={verdict}>{format.number(row[verdict])}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
