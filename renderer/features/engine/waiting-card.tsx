import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { WaitingFile } from '../../../contract/state.ts';
import { visibleText } from '../../../locales/index.ts';
import { useAppState } from '../../state/context.tsx';
import { directoryOf, FileName, lastNameOf } from '../../ui/file-name.tsx';
import { Section } from '../../ui/page.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { sayDone, useRequest } from '../../ui/use-request.ts';
import classes from './engine.module.css';

/** The files without an answer: why, how often each was tried, and when it is tried again. Nothing when there are none. */
export function WaitingCard() {
  const { t } = useTranslation();
  const { waiting, waitingFiles } = useAppState((state) => state.queue);
  const { ask, asking } = useRequest();
  if (waiting === 0) return null;
  const retry = async (recordId?: number): Promise<void> => {
    const result = await ask('queue.retry', recordId === undefined ? {} : { recordId });
    if (result.ok) sayDone(t('engine.waitingFiles.asked', { count: result.value.queued }));
  };
  return (
    <Section
      title={t('engine.waitingFiles.title')}
      aside={
        <Button
          size="sm"
          variant="default"
          loading={asking}
          leftSection={<IconRefresh size={17} aria-hidden />}
          onClick={() => void retry()}
        >
          {t('engine.waitingFiles.tryAll')}
        </Button>
      }
    >
      <p className={classes.hint}>
        {t('engine.waitingFiles.hint')}{' '}
        {waitingFiles.length < waiting
          ? t('engine.waitingFiles.shown', { shown: waitingFiles.length, total: waiting })
          : null}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <ul className={classes.waiting} aria-label={t('engine.waitingFiles.title')} tabIndex={0}>
        {waitingFiles.map((file) => (
          <li key={file.pathBase64 ?? file.path} className={classes.waitingFile}>
            <WaitingTexts file={file} />
            <RetryButton file={file} disabled={asking} onRetry={(recordId) => void retry(recordId)} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function WaitingTexts({ file }: { readonly file: WaitingFile }) {
  const { t } = useTranslation();
  const format = useFormat();
  const platform = useAppState((state) => state.system.platform);
  const { path, reason, detail, notQuarantined, tries, nextTryAt } = file;
  const why = notQuarantined ? t('engine.waitingFiles.notQuarantined') : t(`reason.${reason ?? 'not-recorded'}.name`);
  const next =
    nextTryAt === null
      ? t('engine.waitingFiles.held')
      : t('engine.waitingFiles.next', { when: format.when(nextTryAt) });
  return (
    <div className={classes.waitingTexts}>
      <FileName name={lastNameOf(path, platform)} />
      <span className={classes.note}>
        {why}. {t('engine.waitingFiles.tries', { count: tries })}, {next}.
      </span>
      {detail === null ? null : (
        <span className={classes.system}>
          <FileName name={detail} wrap />
        </span>
      )}
      <span className={classes.system}>
        <FileName name={directoryOf(path, platform)} />
      </span>
    </div>
  );
}

interface RetryButtonProps {
  readonly file: WaitingFile;
  readonly disabled: boolean;
  readonly onRetry: (recordId: number) => void;
}

/** What could not be written down has no number to ask by; it goes with “all”. */
function RetryButton({ file: { path, recordId }, disabled, onRetry }: RetryButtonProps) {
  const { t } = useTranslation();
  const platform = useAppState((state) => state.system.platform);
  if (recordId === null) return null;
  return (
    <Button
      size="compact-sm"
      variant="default"
      disabled={disabled}
      aria-label={t('engine.waitingFiles.tryFile', { name: visibleText(lastNameOf(path, platform)) })}
      onClick={() => onRetry(recordId)}
    >
      {t('engine.waitingFiles.tryNow')}
    </Button>
  );
}
