import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { z } from 'zod';
import type { Logger } from '../base/log.ts';
import { errorName } from '../files/fs-error.ts';

/** What outlives the process, in a small file that is replaced whole. */
export interface MemoryFile<T> {
  /** Null where nothing is kept, or nothing that can be read. */
  read(): T | null;
  /** A full disk must not end a scan: what cannot be written is logged, and at worst done again. */
  write(memory: T): void;
}

export function createMemoryFile<T>(file: string, schema: z.ZodType<T>, log: Pick<Logger, 'warn'>): MemoryFile<T> {
  return {
    read() {
      try {
        return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
      } catch (error) {
        if (errorName(error) !== 'ENOENT') log.warn(`${file} could not be read`, error);
        return null;
      }
    },
    write(memory) {
      try {
        writeFileSync(`${file}.new`, JSON.stringify(memory), { mode: 0o600 });
        renameSync(`${file}.new`, file);
      } catch (error) {
        log.warn(`${file} could not be written`, error);
      }
    },
  };
}
