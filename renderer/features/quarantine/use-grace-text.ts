import { useTranslation } from 'react-i18next';
import { useAppState } from '../../state/context.tsx';

/** How long a deleted item can be put back, in words. */
export function useGraceText(): string {
  const { t } = useTranslation();
  const count = useAppState((state) => state.settings.quarantine.graceHours);
  return t('quarantine.hours', { count });
}
