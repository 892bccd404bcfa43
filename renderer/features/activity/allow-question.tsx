import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScanRecord } from '../../../contract/verdicts.ts';
import { sayDone, useRequest } from '../../ui/use-request.ts';
import { AllowTerms, noTerms, toAllow } from '../quarantine/allow-terms.tsx';
import classes from './activity.module.css';
import { DrawerQuestion } from './drawer-question.tsx';

/** Whether the file was left in its place although something was found in it, and could be allowed there. */
export const isAllowable = ({ verdict, action, sha256, signature }: ScanRecord): boolean =>
  (verdict === 'infected' || verdict === 'suspicious') &&
  action !== 'quarantined' &&
  action !== 'allowed' &&
  sha256 !== null &&
  signature !== null;

/** Says what allowing means, and on which terms, before it is done. */
export function AllowQuestion({ record, onClose }: { readonly record: ScanRecord; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [terms, setTerms] = useState(noTerms);
  const { ask, asking } = useRequest();
  const allow = async (): Promise<void> => {
    const of = { kind: 'record', id: record.id } as const;
    if ((await ask('allow.add', { of, ...toAllow(terms) })).ok) sayDone(t('activity.allowed'));
    onClose();
  };
  return (
    <DrawerQuestion
      title={t('activity.allowTitle')}
      confirmText={t('activity.allowConfirm')}
      isGrave
      asking={asking}
      onConfirm={() => void allow()}
      onClose={onClose}
    >
      <p className={classes.questionText}>
        {t(`activity.allowText-${record.verdict === 'infected' ? 'infected' : 'other'}`)}
      </p>
      <p className={classes.questionText}>{t('quarantine.restoreAllow')}</p>
      <AllowTerms terms={terms} onChange={setTerms} />
    </DrawerQuestion>
  );
}
