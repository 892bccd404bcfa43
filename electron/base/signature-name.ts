import { createHash } from 'node:crypto';

const ownPrefix = 'own.';

/**
 * What names the signatures that a verdict is by: the version of the official ones, and which of the user's own were
 * loaded beside them (`27800+own.1a2b3c4d`). Null where there is nothing to name.
 * @param own the fingerprint of the user's own; empty when there are none
 */
export function nameSignatures(official: string | null, own: string): string | null {
  if (own === '') return official;
  const ownName = `${ownPrefix}${createHash('sha256').update(own).digest('hex').slice(0, 8)}`;
  return official === null ? ownName : `${official}+${ownName}`;
}

/** Of verdicts by an engine that calls clean what it did not look into: they are of another standard than its later ones. */
export const nameLenient = (name: string | null): string | null => (name === null ? null : `${name}+lenient`);

/** Whether official signatures are among those that go by this name. */
export const namesOfficial = (name: string | null): boolean => name !== null && !name.startsWith(ownPrefix);
