import type { LazaretEvent } from '../../contract/events.ts';
import type { FullScanProgress, FullScanResult } from '../../contract/full-scan.ts';
import { visibleText } from '../../locales/index.ts';

type ProgressEvent = Extract<LazaretEvent, { type: 'progress' }>;

const findingsOf = ({ counts }: Pick<FullScanProgress, 'counts'>): string => {
  const found = counts.infected + counts.suspicious;
  return found === 1 ? '1 finding' : `${found} findings`;
};

const number = new Intl.NumberFormat('en');
const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size in bytes for people. */
export function describeBytes(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

/** A span of whole seconds for people. */
export function describeSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** One line about a scan that is under way, for a terminal. */
export function describeProgress(progress: FullScanProgress | ProgressEvent): string {
  const { phase, files, filesTotal, bytes, bytesTotal, bytesPerSecond, secondsLeft } = progress;
  return [
    phase === 'paused' || phase === 'held' ? phase : null,
    filesTotal === null
      ? `${number.format(files)} files, counting`
      : `${number.format(files)} of ${number.format(filesTotal)} files`,
    bytesTotal === null ? null : `${describeBytes(bytes)} of ${describeBytes(bytesTotal)}`,
    bytesPerSecond === null ? null : `${describeBytes(bytesPerSecond)}/s`,
    findingsOf(progress),
    secondsLeft === null ? null : `about ${describeSeconds(secondsLeft)} left`,
  ]
    .filter((part) => part !== null)
    .join(', ');
}

const endings = { done: 'done:', cancelled: 'cancelled after', failed: 'failed after' } as const;

/** One line about a full scan that is over. */
export function describeEnd(
  result: Pick<FullScanResult, 'files' | 'known' | 'counts'>,
  how: 'done' | 'cancelled' | 'failed',
): string {
  const { files, known, counts } = result;
  return [
    `Full scan ${endings[how]} ${number.format(files)} file(s)`,
    `${number.format(known)} of them known already`,
    findingsOf(result),
    ...(counts.unscannable > 0 ? [`${counts.unscannable} unscannable`] : []),
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
  ].join(', ');
}

/** Why a full scan came to no end, what that means, and what to type. */
export const describeFailure = (failure: string): string =>
  `${visibleText(failure).replace(/\.?$/, '.')} It did not look at the other files; what it found stands. Go on with it: lazaret full-scan resume`;
