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

/** clamd gives up on one file after 120 s by default; waiting a little longer lets it say so. */
const longestScanMs = 150_000;
const slowestBytesPerMs = 1024;

/** The deadlines of one scan of `sizeBytes`. */
export const scanDeadlines = (sizeBytes: number): Deadlines => ({
  connectMs: 5_000,
  stallMs: 30_000,
  replyMs: longestScanMs,
  totalMs: 60_000 + longestScanMs + Math.ceil(sizeBytes / slowestBytesPerMs),
});
