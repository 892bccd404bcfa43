import { BarChart } from '@mantine/charts';
import { useDirection, VisuallyHidden } from '@mantine/core';
import { IconClock, IconWorldDownload } from '@tabler/icons-react';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Arrivals } from '../../../contract/arrivals.ts';
import { useBridge } from '../../state/context.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FileName } from '../../ui/file-name.tsx';
import { Section } from '../../ui/page.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { barChartLook, chartLook } from './chart-look.ts';
import classes from './overview.module.css';
import { useCounted } from './use-counted.ts';

/** When files arrive, and from where: over the last fortnight. */
export function ArrivalCharts() {
  const bridge = useBridge();
  const arrivals = useCounted(useCallback(() => bridge.request('history.arrivals', {}), [bridge]));
  if (arrivals?.ok !== true) return null;
  return (
    <div className={classes.columns}>
      <HoursChart hours={arrivals.value.hours} />
      <OriginsChart origins={arrivals.value.origins} />
    </div>
  );
}

/** The hours of the day: a chart for the eye, a table for screen readers. */
function HoursChart({ hours }: Pick<Arrivals, 'hours'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const { dir } = useDirection();
  const isMirrored = dir === 'rtl';
  const rows = hours.map((count, hour) => ({ hour: format.hour(hour), count }));
  const named = rows.filter((_, hour) => hour % 6 === 0).map(({ hour }) => hour);
  return (
    <Section title={t('overview.hours')}>
      {hours.every((count) => count === 0) ? (
        <EmptyState icon={IconClock} title={t('overview.hoursEmpty')} hint={t('overview.hoursEmptyHint')} />
      ) : (
        <>
          <div aria-hidden="true" className={classes.chart}>
            <BarChart
              dir={dir}
              h={252}
              data={rows}
              dataKey="hour"
              series={[{ name: 'count', label: t('overview.arrivals'), color: 'harbour.6' }]}
              {...chartLook(isMirrored, Math.max(...hours), format.number)}
              valueFormatter={format.number}
              xAxisProps={{ ticks: named, interval: 'preserveStart', minTickGap: 4, reversed: isMirrored }}
              barChartProps={{ ...barChartLook, maxBarSize: 14 }}
              barProps={{ isAnimationActive: false }}
            />
          </div>
          <VisuallyHidden>
            <table>
              <caption>{t('overview.hoursTable')}</caption>
              <thead>
                <tr>
                  <th scope="col">{t('overview.hour')}</th>
                  <th scope="col">{t('overview.arrivals')}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map(({ hour, count }) => (
                  <tr key={hour}>
                    <th scope="row">{hour}</th>
                    <td>{format.number(count)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </VisuallyHidden>
        </>
      )}
    </Section>
  );
}

/** The hosts most downloads came from. It is a table to begin with, whose bars only help the eye. */
function OriginsChart({ origins }: Pick<Arrivals, 'origins'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const most = origins[0]?.count ?? 1;
  return (
    <Section title={t('overview.origins')}>
      {origins.length === 0 ? (
        <EmptyState icon={IconWorldDownload} title={t('overview.originsEmpty')} hint={t('overview.originsEmptyHint')} />
      ) : (
        <table className={classes.origins}>
          <caption>
            <VisuallyHidden>{t('overview.originsTable')}</VisuallyHidden>
          </caption>
          <thead>
            <tr>
              <th scope="col">
                <VisuallyHidden>{t('overview.host')}</VisuallyHidden>
              </th>
              <th scope="col">
                <VisuallyHidden>{t('overview.arrivals')}</VisuallyHidden>
              </th>
            </tr>
          </thead>
          <tbody>
            {origins.map(({ host, count }) => (
              <tr key={host}>
                <th scope="row">
                  <FileName name={host} wrap />
                  <span
                    className={classes.originBar}
                    style={{ width: `${Math.max(2, (count / most) * 100)}%` }}
                    aria-hidden
                  />
                </th>
                <td>{format.number(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}
