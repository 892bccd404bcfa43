import { useTranslation } from 'react-i18next';
import { verdicts } from '../../../contract/verdicts.ts';
import { useAppState } from '../../state/context.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { verdictLooks } from '../../ui/verdict.tsx';
import classes from './overview.module.css';

/** How often each verdict was given today. */
export function TodayNumbers() {
  const { t } = useTranslation();
  const format = useFormat();
  const today = useAppState((state) => state.today);
  return (
    <section aria-label={t('overview.today')} className={classes.today}>
      <h2 className={classes.todayTitle}>{t('overview.today')}</h2>
      <dl className={classes.numbers}>
        {verdicts.map((verdict) => {
          const { tone, icon: Icon } = verdictLooks[verdict];
          return (
            <div key={verdict} className={classes.number}>
              <dt className={classes.numberLabel}>
                <Icon size={16} stroke={2} aria-hidden className={classes.numberIcon} data-tone={tone} />
                {t(`verdict.${verdict}`)}
              </dt>
              <dd className={classes.numberValue} data-zero={today[verdict] === 0 || undefined}>
                {format.number(today[verdict])}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
