import { Modal, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { QuarantineItem } from '../../../contract/quarantine.ts';
import { ok } from '../../../contract/result.ts';
import { useBridge } from '../../state/context.tsx';
import { useFocusReturn } from '../../ui/focus.ts';
import { sayDone } from '../../ui/use-request.ts';
import { DialogButtons } from './dialog-buttons.tsx';
import classes from './quarantine.module.css';
import { BatchOrNames } from './restore-dialog.tsx';
import { useBatch } from './use-batch.ts';

interface DeleteDialogProps {
  readonly items: readonly QuarantineItem[];
  /** Told whether every item is gone. */
  readonly onClose: (allDone: boolean) => void;
}

/** Deleting cannot be undone, and it is not wiping: the dialog says both. */
export function DeleteDialog({ items, onClose }: DeleteDialogProps) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const batch = useBatch(items);
  const focus = useFocusReturn();
  const close = (): void => {
    if (batch.allDone) focus.toHeading();
    onClose(batch.allDone);
  };
  const remove = async (): Promise<void> => {
    const allDone = await batch.run(async ({ id }) => {
      const result = await bridge.request('quarantine.delete', { id });
      return result.ok ? ok({ note: null }) : result;
    });
    if (!allDone || items.length > 1) return;
    sayDone(t('quarantine.deleted'));
    focus.toHeading();
    onClose(true);
  };
  return (
    <Modal
      opened
      onClose={batch.phase === 'running' ? () => undefined : close}
      title={t('quarantine.deleteTitle', { count: items.length })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ title: classes.dialogTitle ?? '' }}
    >
      <Stack gap="md">
        <BatchOrNames items={items} batch={batch} doneText={t('quarantine.deleted')} />
        {batch.phase === 'idle' ? (
          <>
            <p className={classes.plain}>{t('quarantine.deleteWarning', { count: items.length })}</p>
            <p className={classes.hint}>{t('quarantine.deleteHonest')}</p>
          </>
        ) : null}
        <DialogButtons
          batch={batch}
          count={items.length}
          confirmText={t('quarantine.confirmDelete', { count: items.length })}
          onConfirm={() => void remove()}
          onClose={close}
        />
      </Stack>
    </Modal>
  );
}
