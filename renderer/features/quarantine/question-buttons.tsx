import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface QuestionButtonsProps {
  readonly confirmText: string;
  readonly asking: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** The two ways on from a simple question: back, or do it. */
export function QuestionButtons({ confirmText, asking, onConfirm, onClose }: QuestionButtonsProps) {
  const { t } = useTranslation();
  return (
    <Group justify="flex-end" gap="xs">
      <Button variant="default" onClick={onClose} data-autofocus>
        {t('common.cancel')}
      </Button>
      <Button color="danger" loading={asking} onClick={onConfirm}>
        {confirmText}
      </Button>
    </Group>
  );
}
