import { Button, Group } from '@mantine/core';
import { IconArrowBackUp, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { QuarantineItem } from '../../../contract/quarantine.ts';
import classes from './quarantine.module.css';

interface BulkBarProps {
  readonly chosen: readonly QuarantineItem[];
  readonly onRestore: (items: readonly QuarantineItem[]) => void;
  readonly onDelete: (items: readonly QuarantineItem[]) => void;
}

/** What can be done with the selected items. Damaged ones can only be deleted. */
export function BulkBar({ chosen, onRestore, onDelete }: BulkBarProps) {
  const { t } = useTranslation();
  if (chosen.length === 0) return null;
  const restorable = chosen.filter(({ state }) => state === 'stored');
  return (
    <Group gap="xs">
      <span className={classes.count} role="status">
        {t('quarantine.selected', { count: chosen.length })}
      </span>
      <Button
        variant="default"
        leftSection={<IconArrowBackUp size={17} aria-hidden />}
        disabled={restorable.length === 0}
        onClick={() => onRestore(restorable)}
      >
        {t('quarantine.restore')}
      </Button>
      <Button variant="default" leftSection={<IconTrash size={17} aria-hidden />} onClick={() => onDelete(chosen)}>
        {t('quarantine.delete')}
      </Button>
    </Group>
  );
}
