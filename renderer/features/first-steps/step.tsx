import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './first-steps.module.css';

interface StepProps {
  readonly number: number;
  readonly title: string;
  /** Nothing is left to do about it. */
  readonly isDone?: boolean;
  readonly children: ReactNode;
}

/** One step: its number, or a tick, beside what it is about. */
export function Step({ number, title, isDone = false, children }: StepProps) {
  const { t } = useTranslation();
  return (
    <li className={classes.step}>
      <span
        className={classes.number}
        data-done={isDone || undefined}
        role="img"
        aria-label={t(isDone ? 'firstSteps.stepDone' : 'firstSteps.step', { number })}
      >
        {isDone ? <IconCheck size={16} stroke={2.4} aria-hidden /> : <span aria-hidden>{number}</span>}
      </span>
      <div className={classes.body}>
        <h3 className={classes.stepTitle}>{title}</h3>
        {children}
      </div>
    </li>
  );
}
