import type { QueueState, ScanningFile } from '../../contract/state.ts';
import { visibleText } from '../../locales/index.ts';
import { describeBytes, describeSeconds } from './describe-progress.ts';

/** What is done sooner is no news. */
const lastingMs = 700;
const shown = 10;

/** The files that take their time: how far each is, and since when. */
export function describeOnTheWay({ scanning, arrivingFiles }: QueueState, now: Date): readonly string[] {
  const scans = scanning.map((file) => ({ ...file, what: describeScan(file) }));
  const downloads = arrivingFiles
    .filter(({ partial }) => partial)
    .map((file) => ({ ...file, what: `still being downloaded, ${describeBytes(file.size)} so far` }));
  return [...scans, ...downloads]
    .map((file) => ({ ...file, tookMs: now.getTime() - Date.parse(file.since) }))
    .filter(({ tookMs }) => tookMs >= lastingMs)
    .slice(0, shown)
    .map(
      ({ path, what, tookMs }) =>
        `${visibleText(path)}: ${what}, for ${describeSeconds(Math.max(1, Math.round(tookMs / 1_000)))}`,
    );
}

function describeScan({ size, progress }: ScanningFile): string {
  if (progress === null) return size === null ? 'being scanned' : `being scanned, ${describeBytes(size)}`;
  const total = describeBytes(size ?? progress.bytesRead);
  return progress.phase === 'engine'
    ? `all ${total} read, the engine is at work`
    : `${describeBytes(progress.bytesRead)} of ${total} read`;
}
