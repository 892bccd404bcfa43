import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const prefix = 'trial-';

/** A directory in `home` for what one trial is to load; whoever asks for it makes it and removes it. */
export const trialPlace = (home: string): string => join(home, `${prefix}${randomUUID()}`);

/** Removes what trials left whose Lazaret was killed: up to hundreds of megabytes each. Throws where that fails. */
export function removeLeftTrials(home: string): void {
  const left = readdirSync(home, { withFileTypes: true }).filter(({ name }) => name.startsWith(prefix));
  for (const { name } of left) rmSync(join(home, name), { recursive: true, force: true });
}
