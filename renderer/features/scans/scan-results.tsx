import { ActionIcon, Button, Progress } from '@mantine/core';
import { IconCircleCheck, IconPlayerStop, IconScan, IconShieldExclamation, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { HandScan, ScanFinding } from '../../../contract/scans.ts';
import { verdicts } from '../../../contract/verdicts.ts';
import { useNavigate } from '../../navigation.tsx';
import { useAppState } from '../../state/context.tsx';
import { FileName, lastNameOf } from '../../ui/file-name.tsx';
import { type Format, useFormat } from '../../ui/use-format.ts';
import { useRequest } from '../../ui/use-request.ts';
import { VerdictBadge } from '../../ui/verdict.tsx';
import classes from './scans.module.css';

/** Scans by hand, above every view: how far they are, what came of them, and the way to each finding. */
export function ScanResults() {
  const { t } = useTranslation();
  const scans = useAppState((state) => state.scans);
  if (scans.length === 0) return null;
  return (
    <ul className={classes.scans} aria-label={t('scans.list')}>
      {scans.map((scan) => (
        <ScanCard key={scan.id} scan={scan} />
      ))}
    </ul>
  );
}

const answered = ({ counts }: HandScan): number => verdicts.reduce((sum, verdict) => sum + counts[verdict], 0);
const looksGood = ({ state, files, counts }: HandScan): boolean => state === 'done' && counts.clean === files;

function ScanCard({ scan }: { readonly scan: HandScan }) {
  const { t } = useTranslation();
  const format = useFormat();
  const platform = useAppState((state) => state.system.platform);
  const { ask, asking } = useRequest();
  const isRunning = scan.state === 'running';
  const good = looksGood(scan);
  const tone = isRunning ? 'busy' : good ? 'good' : scan.counts.infected > 0 ? 'bad' : 'odd';
  const Icon = isRunning ? IconScan : good ? IconCircleCheck : IconShieldExclamation;
  return (
    <li className={classes.scan} data-tone={tone}>
      <Icon size={20} stroke={1.8} aria-hidden className={classes.scanIcon} />
      <div className={classes.scanTexts}>
        <p className={classes.scanName}>
          <FileName name={lastNameOf(scan.path, platform)} />
          {scan.paths > 1 ? (
            <span className={classes.scanMore}>{t('scans.others', { count: scan.paths - 1 })}</span>
          ) : null}
        </p>
        <p className={classes.scanText} role="status">
          {isRunning ? <Running scan={scan} format={format} /> : <Ended scan={scan} />}
        </p>
        {isRunning ? (
          <Progress
            size="sm"
            value={scan.finding || scan.files === 0 ? 100 : (100 * answered(scan)) / scan.files}
            animated={scan.finding}
            aria-label={t('scans.progress')}
          />
        ) : null}
        {scan.failure === null ? null : (
          <p className={classes.words}>
            <FileName name={scan.failure} wrap />
          </p>
        )}
        <Findings findings={scan.findings} />
      </div>
      {isRunning ? (
        <Button
          size="compact-sm"
          variant="default"
          disabled={asking}
          leftSection={<IconPlayerStop size={15} aria-hidden />}
          onClick={() => void ask('scan.cancel', { jobId: scan.id })}
        >
          {t('common.cancel')}
        </Button>
      ) : (
        <div className={classes.buttons}>
          {scan.state === 'failed' ? (
            <Button
              size="compact-sm"
              variant="default"
              disabled={asking}
              onClick={() => void ask('scan.repeat', { jobId: scan.id })}
            >
              {t('scans.repeat')}
            </Button>
          ) : null}
          <ActionIcon
            variant="subtle"
            color="gray"
            disabled={asking}
            aria-label={t('scans.dismiss')}
            onClick={() => void ask('scan.dismiss', { jobId: scan.id })}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </div>
      )}
    </li>
  );
}

function Running({ scan, format }: { readonly scan: HandScan; readonly format: Format }) {
  const { t } = useTranslation();
  const done = format.number(answered(scan));
  return scan.finding ? t('scans.finding', { done }) : t('scans.running', { done, total: format.number(scan.files) });
}

const problems = ['infected', 'suspicious', 'unscannable', 'failed'] as const;

function Ended({ scan }: { readonly scan: HandScan }) {
  const { t } = useTranslation();
  const total = t(`scans.${scan.state}`, { count: answered(scan) });
  if (looksGood(scan)) return `${total} ${scan.files === 0 ? '' : t('scans.allClean')}`;
  const found = problems
    .filter((verdict) => scan.counts[verdict] > 0)
    .map((verdict) => t(`scans.found.${verdict}`, { count: scan.counts[verdict] }));
  return [total, ...found, ...(scan.state === 'failed' ? [t('scans.failedMeans')] : [])].join(' ');
}

function Findings({ findings }: { readonly findings: readonly ScanFinding[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const platform = useAppState((state) => state.system.platform);
  if (findings.length === 0) return null;
  return (
    <ul className={classes.findings} aria-label={t('scans.findings')}>
      {findings.map(({ recordId, path, verdict, quarantineId }) => (
        <li key={recordId}>
          <button
            type="button"
            className={classes.finding}
            onClick={() =>
              navigate(quarantineId === null ? { view: 'activity', recordId } : { view: 'quarantine', quarantineId })
            }
          >
            <span className={classes.findingName}>
              <FileName name={lastNameOf(path, platform)} />
            </span>
            <VerdictBadge verdict={verdict} />
          </button>
        </li>
      ))}
    </ul>
  );
}
