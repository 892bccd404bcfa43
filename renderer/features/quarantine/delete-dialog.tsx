import { Modal, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { QuarantineItem } from '../../../contract/quarantine.ts';
import { ok } from '../../../contract/result.ts';
import { useBridge } from '../../state/context.tsx';
import { useFocusReturn } from '../../ui/focus.ts';
import { sayDone } from '../../ui/use-request.ts';
import { BatchOrNames } from './batch-results.tsx';
import { DialogButtons } from './dialog-buttons.tsx';
import classes from './quarantine.module.css';
import { useBatch } from './use-batch.ts';
import { useGraceText } from './use-grace-text.ts';
import { useSayDeleted } from './use-undelete.tsx';

interface DeleteDialogProps {
  readonly items: readonly QuarantineItem[];
  /** At once, with no way back; otherwise they wait and can be put back. */
  readonly forGood: boolean;
  /** Told whether every item is gone. */
  readonly onClose: (allDone: boolean) => void;
}

/** Deleting is for good, at once or after some time, and it is not wiping: the dialog says all of that. */
export function DeleteDialog({ items, forGood, onClose }: DeleteDialogProps) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const batch = useBatch(items);
  const focus = useFocusReturn();
  const hours = useGraceText();
  const sayDeleted = useSayDeleted();
  const count = items.length;
  const close = (): void => {
    if (batch.allDone) focus.toHeading();
    onClose(batch.allDone);
  };
  const remove = async (): Promise<void> => {
    const deleted: QuarantineItem[] = [];
    const allDone = await batch.run(async (item) => {
      const result = await bridge.request(forGood ? 'quarantine.purge' : 'quarantine.delete', { id: item.id });
      if (!result.ok) return result;
      deleted.push(item);
      return ok({ note: null });
    });
    if (!forGood && deleted.length > 0) sayDeleted(deleted);
    if (!allDone || count > 1) return;
    if (forGood) sayDone(t('quarantine.deleted'));
    focus.toHeading();
    onClose(true);
  };
  return (
    <Modal
      opened
      onClose={batch.phase === 'running' ? () => undefined : close}
      title={forGood ? t('quarantine.purgeTitle', { count }) : t('quarantine.deleteTitle', { count })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ title: classes.dialogTitle ?? '', content: classes.dialogContent ?? '' }}
    >
      <Stack gap="md">
        <BatchOrNames items={items} batch={batch} doneText={t('quarantine.deleted')} />
        {batch.phase === 'idle' ? (
          <>
            <p className={classes.plain}>
              {forGood ? t('quarantine.deleteWarning', { count }) : t('quarantine.deleteGrace', { hours })}
            </p>
            <p className={classes.hint}>{t('quarantine.deleteHonest')}</p>
          </>
        ) : null}
        <DialogButtons
          batch={batch}
          count={count}
          confirmText={forGood ? t('quarantine.confirmPurge', { count }) : t('quarantine.confirmDelete', { count })}
          onConfirm={() => void remove()}
          onClose={close}
        />
      </Stack>
    </Modal>
  );
}
