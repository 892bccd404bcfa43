import type { NewVerdict, VerdictWriter, Written } from './write-verdicts.ts';

/**
 * Writes down what comes in one turn of the event loop in one transaction, since each costs about as much as a row does.
 * Resolves when it is written, and rejects when it could not be.
 * @param verdict asked for when it is written, so that it says what is true then
 */
export type RecordTogether = (verdict: () => NewVerdict) => Promise<Written>;

interface Waiting {
  readonly verdict: () => NewVerdict;
  resolve(written: Written): void;
  reject(error: unknown): void;
}

export function createRecordTogether({
  record,
  recordAll,
}: Pick<VerdictWriter, 'record' | 'recordAll'>): RecordTogether {
  let waiting: readonly Waiting[] = [];

  /** One that cannot be written does not keep the others from it. */
  const writeSingly = (batch: readonly Waiting[]): void => {
    for (const { verdict, resolve, reject } of batch) {
      try {
        resolve(record(verdict()));
      } catch (error) {
        reject(error);
      }
    }
  };

  const flush = (): void => {
    const batch = waiting;
    waiting = [];
    try {
      const written = recordAll(batch.map(({ verdict }) => verdict()));
      for (const [index, one] of written.entries()) batch[index]?.resolve(one);
    } catch {
      // Whoever waits learns why from the second try, and only where that fails too.
      writeSingly(batch);
    }
  };

  return (verdict) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting = [...waiting, { verdict, resolve, reject }];
    });
}
