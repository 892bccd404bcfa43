import { Radio, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAppState } from '../../state/context.tsx';
import { useSave } from './use-save.ts';

/** What is done with infected files. */
export function PolicyField() {
  const { t } = useTranslation();
  const infected = useAppState((state) => state.settings.policy.infected);
  const { save, saving } = useSave();
  return (
    <Radio.Group
      aria-label={t('settings.policyLabel')}
      value={infected}
      onChange={(value) => void save({ policy: { infected: value === 'report' ? 'report' : 'quarantine' } })}
    >
      <Stack gap="sm">
        <Radio
          value="quarantine"
          disabled={saving}
          label={t('settings.policyQuarantine')}
          description={t('settings.policyQuarantineHint')}
        />
        <Radio
          value="report"
          disabled={saving}
          label={t('settings.policyReport')}
          description={t('settings.policyReportHint')}
        />
      </Stack>
    </Radio.Group>
  );
}
