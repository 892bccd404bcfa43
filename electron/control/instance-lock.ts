import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { z } from 'zod';
import { fail, ok, type Result } from '../../contract/result.ts';
import { errorName } from '../files/fs-error.ts';

const ownerSchema = z.object({
  pid: z.int(),
  since: z.iso.datetime(),
  program: z.string(),
  /** Where it listens for the CLI; null while it does not. */
  socket: z.string().nullable(),
});
/** Who holds a data directory. */
export type InstanceOwner = z.infer<typeof ownerSchema>;

export interface InstanceLock {
  /** Tells other instances where the control socket is. */
  announce(socket: string | null): void;
  release(): void;
}

const ownerFile = (directory: string): string => join(directory, 'instance.json');

/**
 * Takes the data directory for this process. The lock is SQLite's own exclusive file lock, which the system drops
 * when the process ends in whatever way: there is nothing stale to clean up. `instance.json` only says who it is.
 *
 * @returns the lock, or `already-running` naming the other instance
 */
export function lockInstance(directory: string, program: string, now: () => Date): Result<InstanceLock> {
  const database = new Database(join(directory, 'instance.lock'), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (!(error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY')) throw error;
    const owner = readOwner(directory);
    const who = owner === null ? 'another Lazaret' : `${owner.program}, process ${owner.pid}, since ${owner.since}`;
    return fail(
      'already-running',
      `The data directory ${directory} is in use by ${who}. Nothing was changed. Use that one, or end it first.`,
      owner === null ? {} : { pid: String(owner.pid), program: owner.program },
    );
  }
  const since = now().toISOString();
  const announce = (socket: string | null): void => {
    const temporary = `${ownerFile(directory)}.new`;
    const owner: InstanceOwner = { pid: process.pid, since, program, socket };
    writeFileSync(temporary, JSON.stringify(owner), { mode: 0o600 });
    renameSync(temporary, ownerFile(directory));
  };
  announce(null);
  return ok({
    announce,
    release() {
      database.exec('ROLLBACK');
      database.close();
    },
  });
}

/** Who said last that it holds the directory; null when nobody ever did or the note cannot be read as one. */
export function readOwner(directory: string): InstanceOwner | null {
  let text: string;
  try {
    text = readFileSync(ownerFile(directory), 'utf8');
  } catch (error) {
    const name = errorName(error);
    if (name === 'ENOENT' || name === 'ENOTDIR') return null;
    throw error;
  }
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}
