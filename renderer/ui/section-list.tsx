import { useTranslation } from 'react-i18next';
import classes from './section-list.module.css';

/** Leads to the sections of a long page, each named by its title; the heading there takes the focus. */
export function SectionList({ titles }: { readonly titles: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <nav className={classes.list} aria-label={t('common.sections')}>
      {titles.map((title) => (
        <button key={title} type="button" className={classes.link} onClick={() => goTo(title)}>
          {title}
        </button>
      ))}
    </nav>
  );
}

function goTo(title: string): void {
  const headings = [...document.querySelectorAll<HTMLElement>('main h2')];
  const heading = headings.find(({ textContent }) => textContent === title);
  heading?.closest('section')?.scrollIntoView({ block: 'start' });
  heading?.focus({ preventScroll: true });
}
