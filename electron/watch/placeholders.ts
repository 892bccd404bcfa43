import { baseName, type FilePath, parentPath, pathKey } from '../files/file-path.ts';

/**
 * Firefox reserves a download's name with an empty file and writes beside it, as `name.part` or, with a random word in
 * between, `name.Ab12Cd34.zip.part`. Such a placeholder has no content anyone waits for.
 */
export interface Placeholders {
  /** A file with a partial-download name is being followed. */
  partialCame(path: FilePath): void;
  partialGone(path: FilePath): void;
  /** Whether the empty file at the path only keeps the name of one of those. */
  isPlaceholder(path: FilePath): boolean;
}

/** In a directory with more unfinished downloads, an empty file is not compared with each of them. */
const maxCompared = 100;

export function createPlaceholders(): Placeholders {
  const partials = new Map<string, Set<string>>();
  const directoryOf = (path: FilePath): string => pathKey(parentPath(path));
  const nameOf = (path: FilePath): string => baseName(path).toString('latin1');
  return {
    partialCame(path) {
      const directory = directoryOf(path);
      const names = partials.get(directory) ?? new Set();
      partials.set(directory, names.add(nameOf(path)));
    },
    partialGone(path) {
      const directory = directoryOf(path);
      const names = partials.get(directory);
      names?.delete(nameOf(path));
      if (names?.size === 0) partials.delete(directory);
    },
    isPlaceholder(path) {
      const names = partials.get(directoryOf(path));
      if (names === undefined || names.size > maxCompared) return false;
      const name = nameOf(path);
      const dot = name.lastIndexOf('.');
      const stem = dot > 0 ? name.slice(0, dot) : name;
      return [...names].some((partial) => partial !== name && partial.startsWith(`${stem}.`));
    },
  };
}
