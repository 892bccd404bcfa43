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

const longestWaitMs = 500;
/** Charts are a third of the window's scripts: what one opens the window for is there, and answers, before they are loaded. */
const calm = (): Promise<unknown> => new Promise((resolve) => requestIdleCallback(resolve, { timeout: longestWaitMs }));

const VerdictsChart = lazy(() =>
  calm()
    .then(() => import('./verdicts-chart.tsx'))
    .then((module) => ({ default: module.VerdictsChart })),
);
const ArrivalCharts = lazy(() =>
  calm()
    .then(() => import('./arrival-charts.tsx'))
    .then((module) => ({ default: module.ArrivalCharts })),
);

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
            <Section title={t('overview.verdicts')}>
              <div className={classes.chartToCome} />
            </Section>
          }
        >
          <VerdictsChart />
        </Suspense>
      </div>
      <Suspense>
        <ArrivalCharts />
      </Suspense>
    </Page>
  );
}
