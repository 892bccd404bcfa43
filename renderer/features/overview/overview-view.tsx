import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page.tsx';
import { FirstSteps } from '../first-steps/first-steps.tsx';
import { ScanMenu } from '../scans/scan-menu.tsx';
import { ArrivalCharts } from './arrival-charts.tsx';
import { DaysChart } from './days-chart.tsx';
import { LatestArrivals } from './latest-arrivals.tsx';
import classes from './overview.module.css';
import { ScanCard } from './scan-card.tsx';
import { StateCard } from './state-card.tsx';
import { TodayNumbers } from './today-numbers.tsx';

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
        <DaysChart />
      </div>
      <ArrivalCharts />
    </Page>
  );
}
