import { useTranslation } from 'react-i18next';
import classes from './brand.module.css';

/** The mark: a house with an arched gate standing at the water. */
export function Brand() {
  const { t } = useTranslation();
  return (
    <div className={classes.brand}>
      <svg width="28" height="28" viewBox="0 0 28 28" aria-hidden="true" className={classes.mark}>
        <rect width="28" height="28" rx="7" className={classes.ground} />
        <path d="M6.5 12.2 14 6.4l7.5 5.8v6.3h-4.4v-2.7a3.1 3.1 0 0 0-6.2 0v2.7H6.5z" className={classes.house} />
        <path
          d="M5.5 21.6c1.7 0 1.7-1 3.4-1s1.7 1 3.4 1 1.7-1 3.4-1 1.7 1 3.4 1 1.7-1 3.4-1"
          className={classes.water}
        />
      </svg>
      <span className={classes.name}>{t('app.name')}</span>
    </div>
  );
}
