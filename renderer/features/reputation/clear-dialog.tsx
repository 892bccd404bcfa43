import { useTranslation } from 'react-i18next';
import { useFocusReturn } from '../../ui/focus.ts';
import { QuestionDialog } from '../../ui/question-dialog.tsx';
import { sayDone, useRequest } from '../../ui/use-request.ts';
import classes from './reputation.module.css';

/** Asks before the list of what left this machine is forgotten, which nothing brings back. */
export function ClearDialog({ onCleared, onClose }: { readonly onCleared: () => void; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { ask, asking } = useRequest();
  const focus = useFocusReturn();
  const clear = async (): Promise<void> => {
    if ((await ask('reputation.clearList', {})).ok) {
      focus.toHeading();
      sayDone(t('reputation.cleared'));
      onCleared();
    }
    onClose();
  };
  return (
    <QuestionDialog
      title={t('reputation.clearTitle')}
      confirmText={t('reputation.confirmClear')}
      asking={asking}
      onConfirm={() => void clear()}
      onClose={onClose}
    >
      <p className={classes.plain}>{t('reputation.clearText')}</p>
    </QuestionDialog>
  );
}
