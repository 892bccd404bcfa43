import { Button } from '@mantine/core';
import { IconEyeCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HistoryCursor } from '../../../contract/history.ts';
import { useFocusReturn } from '../../ui/focus.ts';
import { QuestionDialog } from '../../ui/question-dialog.tsx';
import { sayDone, useRequest } from '../../ui/use-request.ts';
import classes from './activity.module.css';
import { type Filters, toQuery } from './filters.ts';

/** As many as main gives in one page. */
const pageRows = 1000;

/** One press for all that the filters show of what waits for the user, instead of a look into each story. */
export function MarkAllSeen({ filters }: { readonly filters: Filters }) {
  const { t } = useTranslation();
  const { ask, asking } = useRequest();
  const [found, setFound] = useState<readonly number[] | null>(null);
  /** Infected files are decided about one by one, and what the quarantine could not take is not waved off. */
  const find = async (): Promise<void> => {
    const ids: number[] = [];
    const query = { ...toQuery(filters, new Date()), unresolved: true, limit: pageRows };
    for (let after: HistoryCursor | null | undefined; after !== null; ) {
      const page = await ask('history.list', { ...query, ...(after === undefined ? {} : { after }) });
      if (!page.ok) return;
      const markable = page.value.records.filter(({ verdict, action }) => verdict !== 'infected' && action === 'none');
      ids.push(...markable.map(({ id }) => id));
      after = page.value.next;
    }
    if (ids.length === 0) sayDone(t('activity.nothingToMark'));
    else setFound(ids);
  };
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        className={classes.origin ?? ''}
        // Switched off meanwhile, it would lose the focus that the question has to give back.
        aria-disabled={asking}
        leftSection={<IconEyeCheck size={15} aria-hidden />}
        onClick={() => void (asking || find())}
      >
        {t('activity.markAllSeen')}
      </Button>
      {found === null ? null : <Question recordIds={found} onClose={() => setFound(null)} />}
    </>
  );
}

function Question({ recordIds, onClose }: { readonly recordIds: readonly number[]; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { ask, asking } = useRequest();
  const focus = useFocusReturn();
  const count = recordIds.length;
  const mark = async (): Promise<void> => {
    if ((await ask('history.acknowledge', { recordIds: [...recordIds] })).ok) {
      focus.toHeading();
      sayDone(t('activity.markedSeen'));
    }
    onClose();
  };
  return (
    <QuestionDialog
      title={t('activity.markSeenTitle', { count })}
      confirmText={t('activity.markSeen')}
      asking={asking}
      onConfirm={() => void mark()}
      onClose={onClose}
    >
      <p className={classes.questionText}>{t('activity.markSeenText')}</p>
    </QuestionDialog>
  );
}
