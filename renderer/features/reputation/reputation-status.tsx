import { useTranslation } from 'react-i18next';
import { daysInLine, type ReputationState } from '../../../contract/reputation.ts';
import { useAppState } from '../../state/context.tsx';
import { FileName } from '../../ui/file-name.tsx';
import { useFormat } from '../../ui/use-format.ts';
import classes from './reputation.module.css';

/** The text of a status; what is waited for, or refused, has one of its own. */
const textOf = ({ status, why }: ReputationState) =>
  status === 'waiting' || status === 'refused' ? (why ?? 'server-trouble') : status;

/** Something is wrong; a quota that is used up, or an analysis that takes its time, is not. */
const isTrouble = ({ status, why }: ReputationState): boolean =>
  status === 'no-key' || status === 'refused' || why === 'offline' || why === 'server-trouble';

/** How asking fares, how long the line is, and how much of the quota is used. */
export function ReputationStatus() {
  const { t } = useTranslation();
  const format = useFormat();
  const state = useAppState((all) => all.reputation);
  const settings = useAppState((all) => all.settings.reputation);
  const { perDay, perMonth } = settings;
  const days = daysInLine(state, settings);
  const until = state.until === null ? '' : format.when(state.until);
  return (
    <div role="status">
      <p className={isTrouble(state) ? classes.warning : classes.status}>
        {t(`reputation.status.${textOf(state)}`, { until })}
      </p>
      {state.detail === '' ? null : (
        <span className={classes.words}>
          <FileName name={state.detail} wrap />
        </span>
      )}
      <p className={classes.hint}>{t('reputation.queued', { count: state.queued })}</p>
      {days === null ? null : <p className={classes.hint}>{t('reputation.lineTakes', { count: days })}</p>}
      <p className={classes.hint}>
        {t('reputation.used', { today: state.usedToday, perDay, month: state.usedThisMonth, perMonth })}
      </p>
    </div>
  );
}
