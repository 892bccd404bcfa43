import { Button } from '@mantine/core';
import { IconAdjustments } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ScanRecord } from '../../../contract/verdicts.ts';
import { useNavigate } from '../../navigation.tsx';
import { useAppState } from '../../state/context.tsx';
import classes from './activity.module.css';
import { type Limit, limitOf } from './limit-of.ts';

/** Which limit a file met, how high it is, and where to raise it. Nothing for what met none. */
export function LimitAdvice({ record }: { readonly record: ScanRecord }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { limits, maxFileSizeMiB } = useAppState((state) => state.settings.engine);
  const limit = limitOf(record);
  if (limit === null) return null;
  const values: Readonly<Record<Limit, number>> = { ...limits, maxFileSize: maxFileSizeMiB, scanSize: 2047 };
  const isMet = t('limit.met', { limit: t(`limit.${limit}`, { value: values[limit] }) });
  if (limit === 'scanSize') return <p className={classes.advice}>{`${isMet} ${t('limit.fixed')}`}</p>;
  return (
    <div className={classes.explained}>
      <p className={classes.advice}>{`${isMet} ${t('limit.raise')}`}</p>
      <div>
        <Button
          size="sm"
          variant="default"
          leftSection={<IconAdjustments size={17} aria-hidden />}
          onClick={() => navigate({ view: 'settings' })}
        >
          {t('limit.openSettings')}
        </Button>
      </div>
    </div>
  );
}
