import { Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reputationModeSchema } from '../../../contract/reputation.ts';
import { useAppState } from '../../state/context.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { AddressField } from '../settings/address-field.tsx';
import { NumberField } from '../settings/number-field.tsx';
import { useSave } from '../settings/use-save.ts';
import { ConsentDialog } from './consent-dialog.tsx';
import { KeyField } from './key-field.tsx';
import classes from './reputation.module.css';
import { ReputationStatus } from './reputation-status.tsx';
import { SentList } from './sent-list.tsx';

/** Whether VirusTotal is asked, about what, as whom; how that fares, and what left this machine for it. */
export function ReputationSettings() {
  const { t } = useTranslation();
  const mode = useAppState((state) => state.settings.reputation.mode);
  const [isAsked, setAsked] = useState(false);
  const { save, saving } = useSave();
  const choose = (value: string): void => {
    if (value === 'upload-unknown') setAsked(true);
    else void save({ reputation: { mode: value === 'hash-only' ? 'hash-only' : 'off' } });
  };
  return (
    <Stack gap="md">
      <Stack gap="md" className={classes.fields ?? ''}>
        <p className={classes.intro}>{t('reputation.intro')}</p>
        <Radio.Group label={t('reputation.mode')} value={mode} onChange={choose}>
          <Stack gap="xs" mt="xs">
            {reputationModeSchema.options.map((option) => (
              <Radio key={option} value={option} disabled={saving} label={t(`reputation.mode-${option}`)} />
            ))}
          </Stack>
        </Radio.Group>
        {mode === 'off' ? null : (
          <>
            <ReputationStatus />
            <KeyField />
            <Partaking />
            <Limits />
          </>
        )}
      </Stack>
      <SentList />
      {isAsked ? <ConsentDialog onClose={() => setAsked(false)} /> : null}
    </Stack>
  );
}

const places = ['downloads', 'all'] as const;
const kinds = ['risky', 'all'] as const;

/** Which files take part. */
function Partaking() {
  const { t } = useTranslation();
  const where = useAppState((state) => state.settings.reputation.where);
  const what = useAppState((state) => state.settings.reputation.what);
  const { save, saving } = useSave();
  return (
    <>
      <Radio.Group
        label={t('reputation.where')}
        description={t('reputation.whereHint')}
        value={where}
        onChange={(value) => void save({ reputation: { where: value === 'all' ? 'all' : 'downloads' } })}
      >
        <Stack gap="xs" mt="xs">
          {places.map((place) => (
            <Radio key={place} value={place} disabled={saving} label={t(`reputation.where-${place}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <Radio.Group
        label={t('reputation.what')}
        value={what}
        onChange={(value) => void save({ reputation: { what: value === 'all' ? 'all' : 'risky' } })}
      >
        <Stack gap="xs" mt="xs">
          {kinds.map((kind) => (
            <Radio key={kind} value={kind} disabled={saving} label={t(`reputation.what-${kind}`)} />
          ))}
        </Stack>
      </Radio.Group>
    </>
  );
}

const quotas = [
  ['perMinute', 10_000],
  ['perDay', 1_000_000],
  ['perMonth', 30_000_000],
] as const;

/** What makes a file suspicious, how long an answer counts, who is asked, and how often. */
function Limits() {
  const { t } = useTranslation();
  const format = useFormat();
  const settings = useAppState((state) => state.settings.reputation);
  const { save } = useSave();
  return (
    <>
      <NumberField
        label={t('reputation.threshold')}
        description={t('reputation.thresholdHint')}
        value={settings.threshold}
        min={1}
        max={100}
        onSave={(threshold) => save({ reputation: { threshold } })}
      />
      <NumberField
        label={t('reputation.keep')}
        description={t('reputation.keepHint')}
        unit={(value) => format.unitName(value, 'day')}
        value={settings.keepAnswersDays}
        min={1}
        max={365}
        onSave={(keepAnswersDays) => save({ reputation: { keepAnswersDays } })}
      />
      <AddressField
        label={t('reputation.server')}
        description={t('reputation.serverHint')}
        value={settings.server}
        onSave={(server) => save({ reputation: { server } })}
      />
      <div className={classes.quota}>
        {quotas.map(([name, max]) => (
          <NumberField
            key={name}
            label={t(`reputation.${name}`)}
            description=""
            value={settings[name]}
            min={1}
            max={max}
            onSave={(value) => save({ reputation: { [name]: value } })}
          />
        ))}
      </div>
      <p className={classes.hint}>{t('reputation.quotaHint')}</p>
    </>
  );
}
