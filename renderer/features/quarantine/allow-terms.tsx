import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Why a file is left alone, and for how many days; null means until that is revoked. */
export interface Terms {
  readonly reason: string;
  readonly days: number | null;
}

export const noTerms: Terms = { reason: '', days: null };
const dayMs = 24 * 60 * 60 * 1000;

/** As the contract wants them. */
export const toAllow = ({ reason, days }: Terms) => ({
  reason: reason.trim(),
  expiresAt: days === null ? null : new Date(Date.now() + days * dayMs).toISOString(),
});

interface AllowTermsProps {
  readonly terms: Terms;
  readonly onChange: (terms: Terms) => void;
}

/** Asks for the terms on which a file is left alone. */
export function AllowTerms({ terms, onChange }: AllowTermsProps) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        label={t('quarantine.reasonLabel')}
        description={t('quarantine.reasonHint')}
        maxLength={500}
        value={terms.reason}
        onChange={({ currentTarget }) => onChange({ ...terms, reason: currentTarget.value })}
      />
      <NativeSelect
        label={t('quarantine.expiryLabel')}
        data={[
          { value: '', label: t('quarantine.expiryNever') },
          { value: '1', label: t('quarantine.expiryDay') },
          { value: '7', label: t('quarantine.expiryWeek') },
          { value: '30', label: t('quarantine.expiryMonth') },
        ]}
        value={terms.days ?? ''}
        onChange={({ currentTarget: { value } }) => onChange({ ...terms, days: value === '' ? null : Number(value) })}
      />
    </>
  );
}
