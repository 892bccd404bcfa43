import { Button } from '@mantine/core';
import { IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './fatal-screen.module.css';

interface FatalScreenProps {
  readonly title: string;
  readonly hint: string;
  /** The words of what failed, for a report. */
  readonly detail?: string;
  readonly onRetry: () => void;
}

/** Shown instead of the app when nothing it could show would be certain. */
export function FatalScreen({ title, hint, detail, onRetry }: FatalScreenProps) {
  const { t } = useTranslation();
  return (
    <main className={classes.screen}>
      <span className={classes.icon}>
        <IconPlugConnectedX size={32} stroke={1.5} aria-hidden />
      </span>
      <div role="alert" className={classes.texts}>
        <h1 className={classes.title}>{title}</h1>
        <p className={classes.hint}>{hint}</p>
        {detail === undefined ? null : (
          <code className={classes.detail} dir="ltr">
            {detail}
          </code>
        )}
      </div>
      <Button leftSection={<IconRefresh size={16} aria-hidden />} onClick={onRetry}>
        {t('common.retry')}
      </Button>
    </main>
  );
}

/** The texts of the three ways the window can be without a state. */
export function useFatalTexts() {
  const { t } = useTranslation();
  return {
    noBridge: { title: t('fatal.noBridge'), hint: t('fatal.noBridgeHint') },
    noState: { title: t('fatal.noState'), hint: t('fatal.noStateHint') },
    crashed: { title: t('fatal.crashed'), hint: t('fatal.crashedHint') },
  };
}
