import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuarantineItem, Rescan } from '../../../contract/quarantine.ts';
import { visibleText } from '../../../locales/index.ts';
import { useAppState } from '../../state/context.tsx';
import { FileName, lastNameOf } from '../../ui/file-name.tsx';
import { useRequest } from '../../ui/use-request.ts';
import classes from './quarantine.module.css';

/** Another look at locked-away files with today's signatures, and what came of it. */
export function RescanPanel({ items }: { readonly items: readonly QuarantineItem[] }) {
  const { t } = useTranslation();
  const { ask, asking } = useRequest();
  const platform = useAppState((state) => state.system.platform);
  const [results, setResults] = useState<ReadonlyMap<string, Rescan>>(new Map());
  const rescan = async (): Promise<void> => {
    const found = new Map<string, Rescan>();
    for (const { id } of items) {
      const result = await ask('quarantine.rescan', { id });
      if (!result.ok) break;
      found.set(id, result.value);
      setResults(new Map(found));
    }
  };
  return (
    <div className={classes.rescan}>
      <p className={classes.hint}>{t('quarantine.rescanHint')}</p>
      <Button
        variant="default"
        leftSection={<IconRefresh size={17} aria-hidden />}
        loading={asking}
        onClick={() => void rescan()}
      >
        {t('quarantine.rescan')}
      </Button>
      <div role="status">
        {items.map((item) => {
          const result = results.get(item.id);
          if (result === undefined) return null;
          return (
            <p key={item.id} className={classes.rescanned} data-tone={result.verdict === 'clean' ? 'good' : 'bad'}>
              {items.length === 1 ? null : (
                <>
                  <FileName name={lastNameOf(item.path, platform)} />
                  {': '}
                </>
              )}
              <RescanText item={item} rescan={result} />
            </p>
          );
        })}
      </div>
    </div>
  );
}

/** The result in the user's language. */
function RescanText({ item, rescan }: { readonly item: QuarantineItem; readonly rescan: Rescan }) {
  const { t } = useTranslation();
  switch (rescan.verdict) {
    case 'clean':
      return t('quarantine.rescanClean');
    case 'infected':
    case 'suspicious': {
      const signature = visibleText(rescan.signature ?? '');
      return rescan.signature === item.signature
        ? t('quarantine.rescanSame', { signature })
        : t('quarantine.rescanOther', { signature });
    }
    default:
      return t('quarantine.rescanNone', { detail: visibleText(rescan.detail) });
  }
}
