import { Skeleton, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import shell from '../shell.module.css';
import page from './page.module.css';

/** The outline of the window until the first state is here. */
export function LoadingScreen() {
  const { t } = useTranslation();
  return (
    <div className={shell.frame} aria-busy="true">
      <div className={shell.rail}>
        {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
          <Skeleton key={key} height={34} radius="md" mb={6} />
        ))}
      </div>
      <main className={shell.content}>
        <VisuallyHidden role="status">{t('common.loading')}</VisuallyHidden>
        <div className={page.page}>
          <Skeleton height={28} width="35%" radius="md" />
          <Skeleton height={132} radius="lg" />
          <Skeleton height={84} radius="lg" />
          <Skeleton height={240} radius="lg" />
        </div>
      </main>
    </div>
  );
}
