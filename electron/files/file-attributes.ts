import type { FileHandle } from 'node:fs/promises';

/** Something the file system keeps beside a file's content, such as `user.xdg.origin.url`. */
export interface FileAttribute {
  readonly name: string;
  readonly value: Buffer;
}

/** A file by both ways in which a system may want it named. `path` need only be valid during the call. */
export interface AttributedFile {
  readonly handle: FileHandle;
  readonly path: Buffer;
}

/** Reads and writes back the attributes that are the user's: never those by which the system grants rights. */
export interface AttributeStore {
  /** Null when they cannot be read here, or are too much to be kept. Never throws. */
  read(file: AttributedFile): Promise<readonly FileAttribute[] | null>;
  /** Whether all of them are on the file now. Never throws. */
  write(file: AttributedFile, attributes: readonly FileAttribute[]): Promise<boolean>;
}
