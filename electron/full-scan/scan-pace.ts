/** How fast a scan goes, measured over its last seconds, and how long the rest will take. */
export interface ScanPace {
  /** Notes how much is done by now. */
  note(done: Amount): void;
  /** Forgets what was noted: the scan stood still. */
  reset(): void;
  filesPerSecond(): number | null;
  bytesPerSecond(): number | null;
  /** For so much that is left; null while the pace is not known. */
  secondsLeft(left: Amount): number | null;
}

export interface Amount {
  readonly files: number;
  readonly bytes: number;
}

const windowMs = 20_000;
const leastMs = 1_500;

export function createScanPace(monotonicMs: () => number): ScanPace {
  let notes: (Amount & { readonly atMs: number })[] = [];

  /** Per second; null until enough time has passed to say. */
  const rate = (of: (amount: Amount) => number): number | null => {
    const [first, last] = [notes[0], notes.at(-1)];
    if (first === undefined || last === undefined || last.atMs - first.atMs < leastMs) return null;
    return ((of(last) - of(first)) * 1000) / (last.atMs - first.atMs);
  };
  const filesPerSecond = (): number | null => rate(({ files }) => files);
  const bytesPerSecond = (): number | null => rate(({ bytes }) => bytes);

  return {
    note(done) {
      const atMs = monotonicMs();
      notes = [...notes.filter((note) => note.atMs > atMs - windowMs), { ...done, atMs }];
    },
    reset() {
      notes = [];
    },
    filesPerSecond,
    bytesPerSecond,
    secondsLeft(left) {
      // Small files cost by their number and large ones by their bytes: the slower of the two decides.
      const parts = [
        [left.files, filesPerSecond()],
        [left.bytes, bytesPerSecond()],
      ] as const;
      const seconds = parts.map(([amount, perSecond]) => {
        if (amount <= 0) return 0;
        return perSecond === null || perSecond === 0 ? null : amount / perSecond;
      });
      const known = seconds.filter((value) => value !== null);
      return known.length < seconds.length ? null : Math.ceil(Math.max(...known));
    },
  };
}
