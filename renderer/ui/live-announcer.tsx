import { VisuallyHidden } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScanRecord } from '../../contract/verdicts.ts';
import { visibleText } from '../../locales/index.ts';
import { useAppState, useStore } from '../state/context.tsx';
import { gather } from '../state/gather.ts';
import { lastNameOf } from './file-name.tsx';

/** About as long as a sentence takes: what is found meanwhile is told together afterwards. */
const pauseMs = 4000;

/** Tells screen readers of new infected files, politely: the first at once, those that follow in one sentence. */
export function LiveAnnouncer() {
  const { t } = useTranslation();
  const store = useStore();
  const platform = useAppState((state) => state.system.platform);
  const [told, setTold] = useState({ sentence: '', number: 0 });
  useEffect(() => {
    const sentenceOf = (last: ScanRecord, count: number): string =>
      count > 1
        ? t('live.infectedMany', { count })
        : t('live.infected', {
            name: visibleText(lastNameOf(last.path, platform)),
            signature: last.signature ?? t('common.unknown'),
            action: t(`action.${last.action}`),
          });
    const findings = gather<ScanRecord>(pauseMs, (found) => {
      const last = found.at(-1);
      if (last === undefined) return;
      const sentence = sentenceOf(last, found.length);
      setTold(({ number }) => ({ sentence, number: number + 1 }));
    });
    let newest = 0;
    const stop = store.onRecords((records) => {
      findings.add(records.filter((record) => record.verdict === 'infected' && record.id > newest));
      newest = Math.max(newest, ...records.map((record) => record.id));
    });
    return () => {
      stop();
      findings.stop();
    };
  }, [store, platform, t]);
  return (
    <VisuallyHidden>
      <div role="status" aria-live="polite" data-testid="announcer">
        {/* Anew each time, or the same sentence twice would be told once. */}
        <span key={told.number}>{told.sentence}</span>
      </div>
    </VisuallyHidden>
  );
}
