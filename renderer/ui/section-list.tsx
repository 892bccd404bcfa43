import { useTranslation } from 'react-i18next';
import { goToSection } from './go-to-section.ts';
import classes from './section-list.module.css';

/** Leads to the sections of a long page, each named by its title; the heading there takes the focus. */
export function SectionList({ titles }: { readonly titles: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <nav className={classes.list} aria-label={t('common.sections')}>
      {titles.map((title) => (
        <button key={title} type="button" className={classes.link} onClick={() => goToSection(title)}>
          {title}
        </button>
      ))}
    </nav>
  );
}
