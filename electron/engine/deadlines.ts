/** How long each part of talking to clamd may take, in milliseconds. */
export interface Deadlines {
  readonly connectMs: number;
  /** No byte moved towards clamd for this long. */
  readonly stallMs: number;
  /** From the last byte sent to the reply; above clamd's own `MaxScanTime`. */
  readonly replyMs: number;
  /** From the first knock to the end of the connection. */
  readonly totalMs: number;
}

/** What any clamd takes for one file at most, unless it was told otherwise; waiting a little longer lets it say so. */
export const usualScanMs = 120_000;
const graceMs = 30_000;
const slowestBytesPerMs = 1024;

/** The deadlines of one scan of `sizeBytes` by a clamd that gives up on it after `scanMs`. */
export function scanDeadlines(sizeBytes: number, scanMs: number): Deadlines {
  const replyMs = Math.max(scanMs, usualScanMs) + graceMs;
  return {
    connectMs: 5_000,
    stallMs: 30_000,
    replyMs,
    totalMs: 60_000 + replyMs + Math.ceil(sizeBytes / slowestBytesPerMs),
  };
}

/** How long clamd is given to tell how busy it is; nothing depends on the answer. */
export const statsDeadlineMs = 2_000;
