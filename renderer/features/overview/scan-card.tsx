import { Button, Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FullScanProgress, FullScanResult } from '../../../contract/full-scan.ts';
import { useAppState } from '../../state/context.tsx';
import { FileName } from '../../ui/file-name.tsx';
import { Section } from '../../ui/page.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useRequest } from '../../ui/use-request.ts';
import classes from './scan-card.module.css';

/** The full scan that is under way, or what the last one came to, and what comes next; nothing where there is none. */
export function ScanCard() {
  const { t } = useTranslation();
  const { full, last, next, again } = useAppState((state) => state.fullScans);
  if (full !== null) return <Running scan={full} />;
  if (last !== null) return <Last result={last} />;
  if (next === null && again === null) return null;
  return (
    <Section title={t('fullScan.title')}>
      <Further />
    </Section>
  );
}

/** What Lazaret scans by itself, and when. */
function Further() {
  const { t } = useTranslation();
  const format = useFormat();
  const { next, again } = useAppState((state) => state.fullScans);
  const texts = [
    again === null ? null : t('fullScan.again', { files: again.files, total: again.total }),
    next === null
      ? null
      : next.waitsForPower
        ? t('settings.scans.waitsForPower')
        : t('fullScan.next', { when: format.dateTime(next.at) }),
  ].filter((text) => text !== null);
  return texts.length === 0 ? null : <p className={classes.numbers}>{texts.join(' ')}</p>;
}

const findingsOf = ({ counts }: Pick<FullScanProgress, 'counts'>): number => counts.infected + counts.suspicious;

function Running({ scan }: { readonly scan: FullScanProgress }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { ask, asking } = useRequest();
  const { files, filesTotal, bytes, bytesTotal, bytesPerSecond, secondsLeft, phase } = scan;
  const parts = [
    filesTotal === null
      ? t('fullScan.filesSoFar', { count: files })
      : t('fullScan.files', { done: files, count: filesTotal }),
    bytesTotal === null ? null : t('fullScan.bytes', { done: format.bytes(bytes), total: format.bytes(bytesTotal) }),
    bytesPerSecond === null ? null : t('fullScan.rate', { rate: format.bytes(bytesPerSecond) }),
    secondsLeft === null ? null : t('fullScan.left', { time: format.timeSpan(secondsLeft) }),
  ].filter((text) => text !== null);
  // Bytes tell the time better than files, which may be of any size; empty ones have none.
  const share = bytesTotal === null || bytesTotal === 0 ? files / Math.max(filesTotal ?? 0, 1) : bytes / bytesTotal;
  const percent = filesTotal === null ? 0 : Math.min(100, Math.floor(share * 100));
  const isPaused = phase === 'paused';
  return (
    <Section
      title={t('fullScan.title')}
      aside={
        <div className={classes.buttons}>
          <Button
            size="compact-sm"
            variant="default"
            disabled={asking}
            onClick={() => void ask(isPaused ? 'fullScan.resume' : 'fullScan.pause', {})}
          >
            {t(isPaused ? 'fullScan.resume' : 'fullScan.pause')}
          </Button>
          <Button size="compact-sm" variant="default" disabled={asking} onClick={() => void ask('fullScan.cancel', {})}>
            {t('fullScan.cancel')}
          </Button>
        </div>
      }
    >
      <p className={classes.phase}>{t(`fullScan.phase.${phase}`)}</p>
      <Progress
        value={percent}
        size="md"
        aria-label={t('fullScan.progress')}
        color={phase === 'scanning' || phase === 'counting' ? 'harbour' : 'gray'}
      />
      <p className={classes.numbers}>{parts.join(' · ')}</p>
      <Findings scan={scan} />
    </Section>
  );
}

function Findings({ scan }: { readonly scan: Pick<FullScanProgress, 'counts' | 'known'> }) {
  const { t } = useTranslation();
  const found = findingsOf(scan);
  return (
    <p className={classes.numbers}>
      <span className={classes.findings} data-bad={found > 0 || undefined}>
        {t('fullScan.findings', { count: found })}
      </span>
      {scan.known === 0 ? null : ` · ${t('fullScan.known', { count: scan.known })}`}
      {scan.counts.unscannable === 0 ? null : ` · ${t('fullScan.unscannable', { count: scan.counts.unscannable })}`}
      {scan.counts.failed === 0 ? null : ` · ${t('fullScan.failed', { count: scan.counts.failed })}`}
    </p>
  );
}

function Last({ result }: { readonly result: FullScanResult }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { cancelled, failure, endedAt, startedAt, files, bytes } = result;
  const how = failure !== null ? 'wasFailed' : cancelled ? 'wasCancelled' : 'wasDone';
  const seconds = Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
  return (
    <Section
      title={t('fullScan.lastTitle')}
      aside={
        <time className={classes.numbers} dateTime={endedAt}>
          {format.when(endedAt)}
        </time>
      }
    >
      <p className={classes.phase}>
        {t(`fullScan.${how}`, { count: files, size: format.bytes(bytes) })}{' '}
        {t('fullScan.took', { time: format.timeSpan(Math.max(1, seconds)) })}
      </p>
      <Findings scan={result} />
      {failure === null ? null : <Failure why={failure} />}
      <Further />
    </Section>
  );
}

/** Why a scan came to no end, what that means, and the two ways on. */
function Failure({ why }: { readonly why: string }) {
  const { t } = useTranslation();
  const { ask, asking } = useRequest();
  return (
    <>
      <p className={classes.numbers}>{t('fullScan.failedMeans')}</p>
      <p className={classes.words}>
        <FileName name={why} wrap />
      </p>
      <div className={classes.buttons}>
        <Button size="compact-sm" disabled={asking} onClick={() => void ask('fullScan.resume', {})}>
          {t('fullScan.resume')}
        </Button>
        <Button size="compact-sm" variant="default" disabled={asking} onClick={() => void ask('fullScan.cancel', {})}>
          {t('fullScan.cancel')}
        </Button>
      </div>
    </>
  );
}
