import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useToday } from './today.ts';

/** Dates, sizes and numbers in the user's way. Dates come in as ISO text, sizes in bytes, durations in milliseconds. */
export interface Format {
  number(value: number): string;
  bytes(sizeBytes: number): string;
  duration(durationMs: number): string;
  /** How long something took or was waited for: exact where it is short, to the largest unit where it is long. */
  wait(waitedMs: number): string;
  /** So many seconds in words, to the largest unit. */
  timeSpan(seconds: number): string;
  /** Date and time, to the second. */
  dateTime(iso: string): string;
  /** The time if it was today, the date with the time if it was in this year, else the date with its year. */
  when(iso: string): string;
  /** A calendar day (`2026-11-20`) as in a chart's axis. */
  day(isoDay: string): string;
  /** A calendar day with its year. */
  dayAndYear(isoDay: string): string;
  /** The days from one to another, with what they have in common said once. */
  days(fromIsoDay: string, toIsoDay: string): string;
  /** The month a calendar day lies in, as in a chart's axis. */
  month(isoDay: string): string;
  monthAndYear(isoDay: string): string;
  /** An hour of the day, 0 to 23, as in a chart's axis. */
  hour(hour: number): string;
  /** The name of a day of the week, 0 being Sunday. */
  weekday(weekday: number): string;
  /** The day a week begins with, 0 being Sunday. */
  readonly firstWeekday: number;
  /** The name of a unit as it follows such a number. */
  unitName(value: number, unit: 'day' | 'hour' | 'minute' | 'second'): string;
  /** How long ago in words, to the largest unit. */
  age(iso: string): string;
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const ageUnits = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

const spanUnits = [
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** Made once a locale: a single `Intl` format takes as long to make as a whole row of a list to draw. */
const formats = new Map<string, Format>();

function formatOf(locale: string): Format {
  const made = formats.get(locale) ?? createFormat(locale);
  formats.set(locale, made);
  return made;
}

const midnight = (isoDay: string): Date => new Date(`${isoDay}T00:00:00Z`);

function createFormat(locale: string): Format {
  const number = new Intl.NumberFormat(locale);
  const bytes = byteUnits.map(
    (unit, power) =>
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit,
        unitDisplay: power === 0 ? 'long' : 'short',
        maximumFractionDigits: power === 0 ? 0 : 1,
      }),
  );
  const milliseconds = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'millisecond',
    unitDisplay: 'short',
    maximumFractionDigits: 0,
  });
  const seconds = new Intl.NumberFormat(locale, { style: 'unit', unit: 'second', maximumFractionDigits: 1 });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const dateAlone = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const shortDateTime = new Intl.DateTimeFormat(locale, {
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  });
  const time = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', second: '2-digit' });
  const day = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' });
  const dayAndYear = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    timeZone: 'UTC',
  });
  const month = new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' });
  const monthAndYear = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const hour = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

  const duration = (durationMs: number): string =>
    durationMs < 1000 ? milliseconds.format(durationMs) : seconds.format(durationMs / 1000);
  const timeSpan = (span: number): string => {
    const [unit, length] = spanUnits.find(([, least]) => span >= least) ?? (['second', 1] as const);
    const format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' });
    return format.format(unit === 'hour' ? Math.round((span / length) * 2) / 2 : Math.round(span / length));
  };

  return {
    number: (value) => number.format(value),
    bytes: (sizeBytes) => {
      const power = sizeBytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(sizeBytes) / 3), byteUnits.length - 1);
      return bytes[power]?.format(sizeBytes / 1000 ** power) ?? number.format(sizeBytes);
    },
    duration,
    timeSpan,
    wait: (waitedMs) => (waitedMs < 60_000 ? duration(waitedMs) : timeSpan(waitedMs / 1000)),
    dateTime: (iso) => dateTime.format(new Date(iso)),
    when: (iso) => {
      const [date, now] = [new Date(iso), new Date()];
      if (date.toDateString() === now.toDateString()) return time.format(date);
      return (date.getFullYear() === now.getFullYear() ? shortDateTime : dateAlone).format(date);
    },
    day: (isoDay) => day.format(midnight(isoDay)),
    dayAndYear: (isoDay) => dayAndYear.format(midnight(isoDay)),
    days: (from, to) => dayAndYear.formatRange(midnight(from), midnight(to)),
    month: (isoDay) => month.format(midnight(isoDay)),
    monthAndYear: (isoDay) => monthAndYear.format(midnight(isoDay)),
    hour: (index) => hour.format(new Date(Date.UTC(2023, 0, 1, index))),
    // `Intl` calls Sunday the seventh day.
    firstWeekday: new Intl.Locale(locale).getWeekInfo().firstDay % 7,
    // The first of January 2023 was a Sunday.
    weekday: (index) => weekday.format(new Date(Date.UTC(2023, 0, 1 + index))),
    unitName: (value, unit) => {
      const format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' });
      const nameOf = (parts: readonly Intl.NumberFormatPart[]): string =>
        parts.flatMap((part) => (part.type === 'unit' ? [part.value] : [])).join('');
      const parts = format.formatToParts(value);
      // Arabic and Hebrew have words of their own for two, which no number stands before.
      return nameOf(parts.some(({ type }) => type === 'integer') ? parts : format.formatToParts(100));
    },
    age: (iso) => {
      const elapsed = (Date.now() - Date.parse(iso)) / 1000;
      const found = ageUnits.find(([, length]) => elapsed >= length);
      return found === undefined
        ? relative.format(0, 'minute')
        : relative.format(-Math.floor(elapsed / found[1]), found[0]);
    },
  };
}

/** The texts' own numbers have Latin digits in every language; two kinds of digits in one window would be worse. */
const withLatinDigits = (tag: string): string => (tag.startsWith('ar') ? `${tag}-u-nu-latn` : tag);

/** Formats in the language of the texts, in the regional way the system asks for where it speaks that language. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  const language = i18n.language;
  const today = useToday();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what `when` says of a time is another thing on another day
  return useMemo(
    () => ({
      ...formatOf(withLatinDigits(navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language)),
    }),
    [language, today],
  );
}
