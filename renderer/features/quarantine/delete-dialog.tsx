import { Button, Group, Modal, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { QuarantineItem } from '../../../contract/quarantine.ts';
import { ok } from '../../../contract/result.ts';
import { useBridge } from '../../state/context.tsx';
import { sayDone } from '../../ui/use-request.ts';
import classes from './quarantine.module.css';
import { BatchOrNames } from './restore-dialog.tsx';
import { useBatch } from './use-batch.ts';

interface DeleteDialogProps {
  readonly items: readonly QuarantineItem[];
  readonly onClose: () => void;
}

/** Deleting cannot be undone, and it is not wiping: the dialog says both. */
export function DeleteDialog({ items, onClose }: DeleteDialogProps) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const batch = useBatch(items);
  const remove = async (): Promise<void> => {
    const allDone = await batch.run(async ({ id }) => {
      const result = await bridge.request('quarantine.delete', { id });
      return result.ok ? ok({ note: null }) : result;
    });
    if (!allDone || items.length > 1) return;
    sayDone(t('quarantine.deleted'));
    onClose();
  };
  return (
    <Modal
      opened
      onClose={batch.phase === 'running' ? () => undefined : onClose}
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
        <Group justify="flex-end" gap="xs">
          {batch.phase === 'over' ? (
            <Button onClick={onClose}>{t('common.close')}</Button>
          ) : (
            <>
              <Button variant="default" onClick={batch.phase === 'running' ? batch.stop : onClose} data-autofocus>
                {t(batch.phase === 'running' ? 'common.stop' : 'common.cancel')}
              </Button>
              <Button color="danger" loading={batch.phase === 'running'} onClick={() => void remove()}>
                {t('quarantine.confirmDelete', { count: items.length })}
              </Button>
            </>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
