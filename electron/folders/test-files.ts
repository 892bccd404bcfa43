import { type FilePath, pathKey } from '../files/file-path.ts';

/** The files that are on their way through a folder as its test, made by us: no finding of the user's. */
export interface TestFiles {
  has(path: FilePath): boolean;
  /** Returns the end of the test. */
  begin(path: FilePath): () => void;
}

/** Names a test where those are named who have asked for a scan: it is answered there, and no news to anyone else. */
export const folderTestJob = 'test of a folder';

export function createTestFiles(): TestFiles {
  const keys = new Set<string>();
  return {
    has: (path) => keys.has(pathKey(path)),
    begin(path) {
      keys.add(pathKey(path));
      return () => keys.delete(pathKey(path));
    },
  };
}
