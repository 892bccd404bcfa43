/** When a file was come upon, and when it had been written to its end. */
export interface Sighting {
  /** When a hint or a sweep first told of it; null where something else asked for its scan. */
  readonly seenAt: Date | null;
  /** When it had come to rest; null where nobody waited for that, or it never did. */
  readonly settledAt: Date | null;
}

/** When what happened to a file on its way to its verdict; null where that is not known or did not happen. */
export interface FileTimes extends Sighting {
  /** When it was put into the queue for the try that led to the verdict. */
  readonly queuedAt: Date | null;
  readonly scanStartedAt: Date | null;
}

export const notSeen: Sighting = { seenAt: null, settledAt: null };
export const unknownTimes: FileTimes = { ...notSeen, queuedAt: null, scanStartedAt: null };
