import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuarantineItem } from '../../../contract/quarantine.ts';
import { sayDone, useRequest } from '../../ui/use-request.ts';
import { useGraceText } from './use-grace-text.ts';

/** Puts deleted items back into the quarantine, and says how many. */
export function useUndelete(): (items: readonly QuarantineItem[]) => Promise<void> {
  const { t } = useTranslation();
  const { ask } = useRequest();
  return useCallback(
    async (items) => {
      let count = 0;
      for (const { id } of items) if ((await ask('quarantine.undelete', { id })).ok) count += 1;
      if (count > 0) sayDone(t('quarantine.undone', { count }));
    },
    [ask, t],
  );
}

/** Says that items were deleted, with a way to take that back. */
export function useSayDeleted(): (items: readonly QuarantineItem[]) => void {
  const { t } = useTranslation();
  const undelete = useUndelete();
  const hours = useGraceText();
  return (items) => {
    const id = `deleted-${items.map((item) => item.id).join('-')}`;
    const undo = (): void => {
      notifications.hide(id);
      void undelete(items);
    };
    notifications.show({
      id,
      color: 'harbour',
      autoClose: 15_000,
      closeButtonProps: { 'aria-label': t('common.close') },
      message: (
        <Group justify="space-between" gap="sm" wrap="nowrap">
          <span>{t('quarantine.deletedCount', { count: items.length, hours })}</span>
          <Button variant="default" size="xs" flex="none" onClick={undo}>
            {t('quarantine.undo')}
          </Button>
        </Group>
      ),
    });
  };
}
