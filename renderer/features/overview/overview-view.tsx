import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Page, Section } from '../../ui/page.tsx';
import { FirstSteps } from '../first-steps/first-steps.tsx';
import { ScanMenu } from '../scans/scan-menu.tsx';
import { LatestArrivals } from './latest-arrivals.tsx';
import classes from './overview.module.css';
import { ScanCard } from './scan-card.tsx';
import { StateCard } from './state-card.tsx';
import { TodayNumbers } from './today-numbers.tsx';

// What draws them is a third of the window's scripts: a window that opens does not wait for it.
const DaysChart = lazy(() => import('./days-chart.tsx').then((module) => ({ default: module.DaysChart })));
const ArrivalCharts = lazy(() => import('./arrival-charts.tsx').then((module) => ({ default: module.ArrivalCharts })));

/** How things stand, why, and what to press. */
export function OverviewView() {
  const { t } = useTranslation();
  return (
    <Page title={t('overview.title')} actions={<ScanMenu />}>
      <FirstSteps />
      <StateCard />
      <ScanCard />
      <TodayNumbers />
      <div className={classes.columns}>
        <LatestArrivals />
        <Suspense
          fallback={
            <Section title={t('overview.days')}>
              <div className={classes.chartToCome} />
            </Section>
          }
        >
          <DaysChart />
        </Suspense>
      </div>
      <Suspense>
        <ArrivalCharts />
      </Suspense>
    </Page>
  );
}
