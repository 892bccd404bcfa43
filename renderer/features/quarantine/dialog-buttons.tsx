import { Button, Group } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFocusKept } from '../../ui/focus.ts';
import classes from './quarantine.module.css';
import type { Batch } from './use-batch.ts';

interface DialogButtonsProps {
  readonly batch: Batch;
  /** How many items the dialog is about; a single one cannot be stopped half-way. */
  readonly count: number;
  readonly confirmText: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** The ways on from a question about items: back or do it, then stop, then close. */
export function DialogButtons({ batch, count, confirmText, onConfirm, onClose }: DialogButtonsProps) {
  const { t } = useTranslation();
  const group = useRef<HTMLDivElement>(null);
  useFocusKept(batch.phase, group);
  return (
    <Group ref={group} tabIndex={-1} className={classes.dialogButtons ?? ''} justify="flex-end" gap="xs">
      {batch.phase === 'idle' ? (
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('common.cancel')}
        </Button>
      ) : null}
      {batch.phase === 'running' && count > 1 ? (
        <Button variant="default" onClick={batch.stop}>
          {t('common.stop')}
        </Button>
      ) : null}
      {batch.phase === 'over' ? (
        <Button onClick={onClose}>{t('common.close')}</Button>
      ) : (
        <Button color="danger" loading={batch.phase === 'running'} onClick={onConfirm}>
          {confirmText}
        </Button>
      )}
    </Group>
  );
}
