import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './question-dialog.module.css';

interface QuestionDialogProps {
  readonly title: string;
  /** What is asked about, and what follows. */
  readonly children: ReactNode;
  readonly confirmText: string;
  readonly asking: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** A simple question over everything else, with two ways on: back, or do it. */
export function QuestionDialog(props: QuestionDialogProps) {
  const { title, children, confirmText, asking, onConfirm, onClose } = props;
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ title: classes.title ?? '' }}
    >
      <Stack gap="md">
        {children}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common.cancel')}
          </Button>
          <Button color="danger" loading={asking} onClick={onConfirm}>
            {confirmText}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
