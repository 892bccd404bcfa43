import { VisuallyHidden } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { visibleText } from '../../locales/index.ts';
import { useAppState, useStore } from '../state/context.tsx';
import { lastNameOf } from './file-name.tsx';

/** Tells screen readers of new infected files, politely, many at once as one sentence. */
export function LiveAnnouncer() {
  const { t } = useTranslation();
  const store = useStore();
  const platform = useAppState((state) => state.system.platform);
  const [message, setMessage] = useState('');
  useEffect(() => {
    let newest = 0;
    return store.onRecords((records) => {
      const found = records.filter((record) => record.verdict === 'infected' && record.id > newest);
      newest = Math.max(newest, ...records.map((record) => record.id));
      const last = found.at(-1);
      if (last === undefined) return;
      setMessage(
        found.length > 1
          ? t('live.infectedMany', { count: found.length })
          : t('live.infected', {
              name: visibleText(lastNameOf(last.path, platform)),
              signature: last.signature ?? t('common.unknown'),
              action: t(`action.${last.action}`),
            }),
      );
    });
  }, [store, platform, t]);
  return (
    <VisuallyHidden>
      <div role="status" aria-live="polite" data-testid="announcer">
        {message}
      </div>
    </VisuallyHidden>
  );
}
