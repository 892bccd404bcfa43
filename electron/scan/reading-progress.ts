import type { Clock } from '../base/clock.ts';

/**
 * How far the reading of one file is. Each byte is hashed as it is read, and counts once the engine's connection has taken
 * it; when all have, the rest is up to the engine, which says nothing until it is done.
 */
export interface ReadingProgress {
  readonly bytesRead: number;
  readonly sizeBytes: number;
}

/** Anything smaller is read before somebody could look; of such files nothing is told, however many there are. */
export const toldFromBytes = 8 * 1024 * 1024;

const tellEveryMs = 250;

/**
 * Tells how far a large file is, four times a second at most, and only when it has come further. What is read sooner than
 * that is never told of.
 * @param bytesRead gives the bytes until now, never fewer than before
 * @returns the end of it
 */
export function followReading(options: {
  readonly sizeBytes: number;
  readonly bytesRead: () => number;
  readonly tell: (progress: ReadingProgress) => void;
  readonly clock: Pick<Clock, 'schedule'>;
}): () => void {
  const { sizeBytes, bytesRead, tell, clock } = options;
  if (sizeBytes < toldFromBytes) return () => undefined;
  let toldBytes = -1;
  let callOff = (): void => undefined;
  const look = (): void => {
    const now = bytesRead();
    if (now !== toldBytes) {
      toldBytes = now;
      tell({ bytesRead: now, sizeBytes });
    }
    if (now < sizeBytes) lookLater();
  };
  const lookLater = (): void => {
    callOff = clock.schedule(look, tellEveryMs);
  };
  lookLater();
  return () => callOff();
}
