import { constants } from 'node:os';

/** What Node calls an error it has no name for, a full quota (EDQUOT) for one; its number is there all the same. */
const unnamed = 'Unknown system error';
const nameOf = (errno: unknown): string | null =>
  Object.entries(constants.errno).find(([, number]) => number === -Number(errno))?.[0] ?? null;

/** The system's short name of an error (`ENOENT`, `SQLITE_FULL`), or null for anything that carries none. */
export function errorName(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  if (typeof error.code !== 'string') return null;
  return 'errno' in error && error.code.startsWith(unnamed) ? (nameOf(error.errno) ?? error.code) : error.code;
}

/** The system's short name of an error, or its text where it has none. */
export const errorCode = (error: unknown): string => errorName(error) ?? String(error);

/** The error's own words, for logs and details; never empty. */
export const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Answers `fallback` for errors of one of the given names and rethrows every other. Used as `.catch(orElse(…))`. */
export function orElse<T>(names: readonly string[], fallback: T): (error: unknown) => T {
  return (error) => {
    const name = errorName(error);
    if (name !== null && names.includes(name)) return fallback;
    throw error;
  };
}
