import {
  IconAlertTriangle,
  IconBiohazard,
  IconCircleCheck,
  IconHourglass,
  IconLockQuestion,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ScanRecord, Verdict } from '../../contract/verdicts.ts';
import classes from './verdict.module.css';

export type Tone = 'good' | 'bad' | 'odd' | 'shut' | 'wait' | 'busy';

/** How a verdict looks: never by colour alone, so each has its own icon too. */
export const verdictLooks: Readonly<Record<Verdict, { readonly tone: Tone; readonly icon: TablerIcon }>> = {
  clean: { tone: 'good', icon: IconCircleCheck },
  infected: { tone: 'bad', icon: IconBiohazard },
  suspicious: { tone: 'odd', icon: IconAlertTriangle },
  unscannable: { tone: 'shut', icon: IconLockQuestion },
  failed: { tone: 'wait', icon: IconHourglass },
};

/** A short text with an icon on a soft ground. */
export function Badge({
  tone,
  icon: Icon,
  text,
  shrinks = false,
}: {
  readonly tone: Tone;
  readonly icon: TablerIcon;
  readonly text: string;
  /** In a narrow window only the icon is seen. */
  readonly shrinks?: boolean;
}) {
  return (
    <span
      className={classes.badge}
      data-tone={tone}
      data-shrinks={shrinks || undefined}
      title={shrinks ? text : undefined}
    >
      <Icon size={15} stroke={2} aria-hidden />
      <span className={classes.text}>{text}</span>
    </span>
  );
}

export function VerdictBadge({ verdict }: { readonly verdict: Verdict }) {
  const { t } = useTranslation();
  const { tone, icon } = verdictLooks[verdict];
  return <Badge tone={tone} icon={icon} text={t(`verdict.${verdict}`)} />;
}

/** Whether the user still has to look at it: not clean, not waiting, not locked away, not marked as seen, and still so. */
export function isUnresolved(record: ScanRecord): boolean {
  if (record.verdict === 'clean' || record.verdict === 'failed' || record.acknowledged || !record.isLatest)
    return false;
  if (record.action === 'quarantine-failed') return true;
  return record.action === 'none' && record.reason !== 'not-regular';
}
