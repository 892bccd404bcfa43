/** How long to be patient with a disk that has to be waited for, before it is tried again whether it answers at once. */
export interface Patience {
  /** Whether to be patient this time; each such time is counted. */
  isNeeded(): boolean;
  /** It had to be waited for, so many milliseconds: some times of patience follow, twice as many each time it hangs again. */
  wasSlow(waitedMs: number): void;
}

/** Less than this may be a busy machine. */
const hangingMs = 50;
/** A disk that hangs whenever it is tried holds everyone up in one of `times` times so many. */
const mostDoublings = 8;

export function createPatience(times: number): Patience {
  let left = 0;
  let hungInARow = 0;
  let hasHung = false;
  return {
    isNeeded() {
      if (left > 0) {
        left -= 1;
        return true;
      }
      if (!hasHung) hungInARow = 0;
      hasHung = false;
      return false;
    },
    wasSlow(waitedMs) {
      left = times * 2 ** Math.min(hungInARow, mostDoublings);
      hasHung = waitedMs >= hangingMs;
      if (hasHung) hungInARow += 1;
    },
  };
}
