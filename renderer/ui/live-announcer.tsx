import { VisuallyHidden } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScanRecord } from '../../contract/verdicts.ts';
import { visibleText } from '../../locales/index.ts';
import { useAppState, useStore } from '../state/context.tsx';
import { lastNameOf } from './file-name.tsx';

/** About as long as a sentence takes: what is found meanwhile is told together afterwards. */
const pauseMs = 4000;

interface Found {
  readonly count: number;
  readonly last: ScanRecord;
}

/** Tells screen readers of new infected files, politely: the first at once, those that follow in one sentence. */
export function LiveAnnouncer() {
  const { t } = useTranslation();
  const store = useStore();
  const platform = useAppState((state) => state.system.platform);
  const [told, setTold] = useState({ sentence: '', number: 0 });
  useEffect(() => {
    const sentenceOf = ({ count, last }: Found): string =>
      count > 1
        ? t('live.infectedMany', { count })
        : t('live.infected', {
            name: visibleText(lastNameOf(last.path, platform)),
            signature: last.signature ?? t('common.unknown'),
            action: t(`action.${last.action}`),
          });
    let newest = 0;
    let untold: Found | null = null;
    let pause: ReturnType<typeof setTimeout> | null = null;
    const tell = (): void => {
      pause = null;
      if (untold === null) return;
      const sentence = sentenceOf(untold);
      untold = null;
      setTold(({ number }) => ({ sentence, number: number + 1 }));
      pause = setTimeout(tell, pauseMs);
    };
    const stop = store.onRecords((records) => {
      const found = records.filter((record) => record.verdict === 'infected' && record.id > newest);
      newest = Math.max(newest, ...records.map((record) => record.id));
      const last = found.at(-1);
      if (last === undefined) return;
      untold = { count: (untold?.count ?? 0) + found.length, last };
      if (pause === null) tell();
    });
    return () => {
      stop();
      if (pause !== null) clearTimeout(pause);
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
