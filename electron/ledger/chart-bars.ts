import type { ChartSpan } from '../../contract/verdicts-over-time.ts';

/** Whole days that are counted together, `YYYY-MM-DD` both. */
export interface Bar {
  readonly from: string;
  readonly to: string;
}

/**
 * What each bar of the chart stands for, the oldest first: whole days, weeks or months, the present one included.
 * @param today its calendar day, where the user lives, is the one that counts
 * @param firstWeekday which day a week begins with; 0 is Sunday
 */
export function chartBars(span: ChartSpan, today: Date, firstWeekday: number): readonly Bar[] {
  const [year, month, date] = [today.getFullYear(), today.getMonth(), today.getDate()];
  switch (span) {
    case 'days':
      return last(14, (back) => ({
        from: calendarDay(year, month, date - back),
        to: calendarDay(year, month, date - back),
      }));
    case 'weeks': {
      const begun = date - ((today.getDay() - firstWeekday + 7) % 7);
      return last(13, (back) => ({
        from: calendarDay(year, month, begun - 7 * back),
        to: calendarDay(year, month, begun - 7 * back + 6),
      }));
    }
    case 'months':
      return last(12, (back) => ({
        from: calendarDay(year, month - back, 1),
        to: calendarDay(year, month - back + 1, 0),
      }));
  }
}

const last = (count: number, bar: (back: number) => Bar): readonly Bar[] =>
  Array.from({ length: count }, (_, index) => bar(count - 1 - index));

/** Reckoned in UTC, where no day is shorter, longer or left out: what the clocks do is no matter of the calendar's. */
const calendarDay = (year: number, month: number, date: number): string =>
  new Date(Date.UTC(year, month, date)).toISOString().slice(0, 10);
