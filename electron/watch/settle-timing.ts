/** How long size, mtime and ctime must stay equal, in milliseconds. */
export interface SettleTiming {
  readonly quietMs: number;
  /** For a file whose name came with its data already in it: it was renamed or linked in. */
  readonly renamedQuietMs: number;
  /** For a file whose data is clearly older than its name: most likely renamed in. */
  readonly oldDataQuietMs: number;
  /** For partial-download names, and for empty files, which mostly are the placeholder of one. */
  readonly partialQuietMs: number;
  /** What keeps changing is announced after this all the same, then each time after twice as long as before. */
  readonly capMs: number;
  readonly partialCapMs: number;
}

export const settleTiming: SettleTiming = {
  quietMs: 500,
  renamedQuietMs: 25,
  oldDataQuietMs: 100,
  partialQuietMs: 3_000,
  capMs: 30_000,
  partialCapMs: 60_000,
};
