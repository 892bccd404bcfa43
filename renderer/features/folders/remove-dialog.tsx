import { useTranslation } from 'react-i18next';
import type { FolderState } from '../../../contract/state.ts';
import { FileName } from '../../ui/file-name.tsx';
import { useFocusReturn } from '../../ui/focus.ts';
import { QuestionDialog } from '../../ui/question-dialog.tsx';
import { useRequest } from '../../ui/use-request.ts';
import classes from './folders.module.css';

interface RemoveDialogProps {
  readonly folder: FolderState;
  readonly onClose: () => void;
}

/** Asks before a folder is no longer watched, and says what stays. */
export function RemoveDialog({ folder, onClose }: RemoveDialogProps) {
  const { t } = useTranslation();
  const { ask, asking } = useRequest();
  const focus = useFocusReturn();
  const remove = async (): Promise<void> => {
    if ((await ask('folders.remove', { id: folder.id })).ok) focus.toHeading();
    onClose();
  };
  return (
    <QuestionDialog
      title={t('folders.removeTitle')}
      confirmText={t('folders.confirmRemove')}
      asking={asking}
      onConfirm={() => void remove()}
      onClose={onClose}
    >
      <span className={classes.path}>
        <FileName name={folder.path} wrap />
      </span>
      <p className={classes.plain}>{t('folders.removeText')}</p>
    </QuestionDialog>
  );
}
