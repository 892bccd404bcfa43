import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './activity.module.css';

/** The host the list is narrowed to, and the way out of that. */
export function OriginFilter({ host, onAny }: { readonly host: string; readonly onAny: () => void }) {
  const { t } = useTranslation();
  return (
    <Button
      size="compact-sm"
      variant="default"
      className={classes.origin ?? ''}
      rightSection={<IconX size={14} aria-hidden />}
      aria-label={t('activity.anyOrigin', { host })}
      onClick={onAny}
    >
      {t('activity.fromHost', { host })}
    </Button>
  );
}
