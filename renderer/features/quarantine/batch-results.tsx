import { Progress } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { QuarantineItem } from '../../../contract/quarantine.ts';
import { useAppState } from '../../state/context.tsx';
import { FileName, lastNameOf } from '../../ui/file-name.tsx';
import { useFailureText } from '../../ui/use-request.ts';
import classes from './quarantine.module.css';
import type { Batch, Outcome } from './use-batch.ts';

interface BatchResultsProps {
  readonly items: readonly QuarantineItem[];
  readonly batch: Batch;
  /** What to say of an item that went well. */
  readonly doneText: string;
  /** What to say of an item before it has a result. */
  readonly waitingText?: string;
}

/** How far it is, and what became of each item. */
function BatchResults({ items, batch, doneText, waitingText }: BatchResultsProps) {
  const { t } = useTranslation();
  const platform = useAppState((state) => state.system.platform);
  const done = batch.outcomes.size;
  return (
    <div className={classes.results}>
      {batch.phase === 'running' && items.length > 1 ? (
        <Progress
          value={(done / items.length) * 100}
          aria-label={t('quarantine.working', { done, total: items.length })}
        />
      ) : null}
      <ul className={classes.resultList} aria-label={t('quarantine.resultsTitle')}>
        {items.map((item) => (
          <li key={item.id} className={classes.result}>
            <span className={classes.resultName}>
              <FileName name={lastNameOf(item.path, platform)} />
            </span>
            <OutcomeText
              outcome={batch.outcomes.get(item.id)}
              doneText={doneText}
              waitingText={batch.phase === 'over' ? t('quarantine.waitingTurn') : (waitingText ?? t('common.loading'))}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Before the start the names of the items, afterwards the result of each. */
export function BatchOrNames(props: BatchResultsProps) {
  const { items, batch } = props;
  if (batch.phase !== 'idle') return <BatchResults {...props} />;
  return (
    <ul className={classes.resultList}>
      {items.map(({ id, path }) => (
        <li key={id} className={classes.result}>
          <FileName name={path} />
        </li>
      ))}
    </ul>
  );
}

interface OutcomeTextProps {
  readonly outcome: Outcome | undefined;
  readonly doneText: string;
  readonly waitingText: string;
}

function OutcomeText({ outcome, doneText, waitingText }: OutcomeTextProps) {
  const failureText = useFailureText();
  if (outcome === undefined) return <span className={classes.outcome}>{waitingText}</span>;
  switch (outcome.kind) {
    case 'done':
      return (
        <span className={classes.outcome} data-tone="good">
          <IconCircleCheck size={16} aria-hidden />
          {outcome.note ?? doneText}
        </span>
      );
    case 'failed':
      return (
        <span className={classes.outcome} data-tone="bad">
          <IconCircleX size={16} aria-hidden />
          {failureText(outcome.failure)}
        </span>
      );
  }
}
