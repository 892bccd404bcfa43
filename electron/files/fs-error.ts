/** The system's short name of an error (`ENOENT`, `SQLITE_FULL`), or null for anything that carries none. */
export function errorName(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
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
