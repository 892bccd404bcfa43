import { Button, Checkbox, Group, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState } from '../../state/context.tsx';
import { useFocusReturn } from '../../ui/focus.ts';
import { useSave } from '../settings/use-save.ts';
import classes from './reputation.module.css';

/** Asks before unknown files are uploaded, in as many words; nothing happens unless the box is ticked. */
export function ConsentDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const host = useAppState((state) => state.reputation.host);
  const [isAgreed, setAgreed] = useState(false);
  const { save, saving } = useSave();
  useFocusReturn();
  const confirm = async (): Promise<void> => {
    await save({ reputation: { mode: 'upload-unknown', uploadsAgreed: true } });
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('reputation.consentTitle')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ title: classes.dialogTitle ?? '' }}
    >
      <Stack gap="md">
        <p className={classes.plain}>{t('reputation.consentWhat', { host })}</p>
        <p className={classes.warning}>{t('reputation.consentWho')}</p>
        <Checkbox
          label={t('reputation.consentAgree')}
          checked={isAgreed}
          onChange={({ currentTarget }) => setAgreed(currentTarget.checked)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common.cancel')}
          </Button>
          <Button color="danger" disabled={!isAgreed} loading={saving} onClick={() => void confirm()}>
            {t('reputation.consentConfirm')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
