import { IconBan, IconCircleCheck, IconCircleMinus, type TablerIcon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { OwnSignatureFile } from '../../../contract/signatures.ts';
import { useAppState } from '../../state/context.tsx';
import { FileName } from '../../ui/file-name.tsx';
import { Section } from '../../ui/page.tsx';
import { Badge, type Tone } from '../../ui/verdict.tsx';
import { OwnFolderField } from '../settings/own-folder-field.tsx';
import classes from './engine.module.css';

const looks: Readonly<Record<OwnSignatureFile['status'], { readonly tone: Tone; readonly icon: TablerIcon }>> = {
  accepted: { tone: 'good', icon: IconCircleCheck },
  refused: { tone: 'bad', icon: IconBan },
  'passed-over': { tone: 'wait', icon: IconCircleMinus },
};

/** The user's own signatures: each file with what ClamAV counts in it, or why it is not loaded. */
export function OwnSignaturesCard() {
  const { t } = useTranslation();
  const { folder, inUse, isChecking, trouble, files } = useAppState((state) => state.engine.ownSignatures);
  const isAnyAccepted = files.some(({ status }) => status === 'accepted');
  const use = isChecking ? 'checking' : inUse ? 'inUse' : 'notInUse';
  return (
    <Section title={t('engine.own.title')}>
      <OwnFolderField />
      {folder === null || (!isAnyAccepted && !isChecking) ? null : (
        <p className={classes.note}>{t(`engine.own.${use}`)}</p>
      )}
      {folder !== null && trouble !== null ? (
        <p className={classes.note}>
          <FileName name={trouble} wrap />
        </p>
      ) : null}
      {folder !== null && trouble === null && files.length === 0 && !isChecking ? (
        <p className={classes.hint}>{t('engine.own.empty')}</p>
      ) : null}
      <ul className={classes.scans}>
        {files.map(({ name, status, count, detail }) => (
          <li key={name} className={classes.endpoint}>
            <div className={classes.endpointTexts}>
              <FileName name={name} />
              <span className={classes.hint}>
                {count === null ? <FileName name={detail} wrap /> : t('engine.own.count', { count })}
              </span>
            </div>
            <Badge {...looks[status]} text={t(`engine.own.status.${status}`)} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
