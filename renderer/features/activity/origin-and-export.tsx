import { Button, Group } from '@mantine/core';
import { IconFileExport, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { visibleText } from '../../../locales/index.ts';
import { sayDone, useRequest } from '../../ui/use-request.ts';
import { type Filters, toQuery } from './filters.ts';

interface OriginAndExportProps {
  readonly filters: Filters;
  readonly onAnyOrigin: () => void;
}

/** The host the list is narrowed to, with the way out of that, and the way to take the list along. */
export function OriginAndExport({ filters, onAnyOrigin }: OriginAndExportProps) {
  const { t } = useTranslation();
  const { ask, asking } = useRequest();
  const { originHost } = filters;
  const exportAll = async (): Promise<void> => {
    const done = await ask('history.export', toQuery(filters, new Date()));
    if (!done.ok || done.value === null) return;
    sayDone(t('activity.exported', { count: done.value.rows, path: visibleText(done.value.path) }));
  };
  return (
    <Group justify="space-between" mb="xs">
      {originHost === null ? (
        <span />
      ) : (
        <Button
          size="compact-sm"
          variant="default"
          rightSection={<IconX size={14} aria-hidden />}
          aria-label={t('activity.anyOrigin', { host: originHost })}
          onClick={onAnyOrigin}
        >
          {t('activity.fromHost', { host: originHost })}
        </Button>
      )}
      <Button
        size="compact-sm"
        variant="default"
        loading={asking}
        leftSection={<IconFileExport size={15} aria-hidden />}
        onClick={() => void exportAll()}
      >
        {t('activity.export')}
      </Button>
    </Group>
  );
}
