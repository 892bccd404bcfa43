import { Button } from '@mantine/core';
import { IconFileExport } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { visibleText } from '../../../locales/index.ts';
import { sayDone, useRequest } from '../../ui/use-request.ts';
import { type Filters, toQuery } from './filters.ts';

/** Takes along what the filters let through, as a file of the user's choice. */
export const ExportButton = memo(function ExportButton({ filters }: { readonly filters: Filters }) {
  const { t } = useTranslation();
  const { ask, asking } = useRequest();
  const exportAll = async (): Promise<void> => {
    const done = await ask('history.export', toQuery(filters, new Date()));
    if (!done.ok || done.value === null) return;
    sayDone(t('activity.exported', { count: done.value.rows, path: visibleText(done.value.path) }));
  };
  return (
    <Button
      variant="default"
      loading={asking}
      leftSection={<IconFileExport size={16} aria-hidden />}
      onClick={() => void exportAll()}
    >
      {t('activity.export')}
    </Button>
  );
});
