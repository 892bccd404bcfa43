import { constants } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import type { QuarantineItem } from '../../contract/quarantine.ts';
import { type FileIdentity, identityOf, sameIdentity } from '../files/file-identity.ts';
import { baseName, displayPath, pathFromFields } from '../files/file-path.ts';
import { readChunks, writeAll } from '../files/file-stream.ts';
import { errorText } from '../files/fs-error.ts';
import { type OpenDirectory, openDirectory } from '../files/parent-walk.ts';
import type { ItemHeader } from './item-header.ts';
import { takeAway } from './take-away.ts';
import type { VaultParts } from './vault-types.ts';

const suffix = Buffer.from('.quarantined.txt');
const longestName = 255;
const newFile = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

/**
 * Leaves a note in the place of a file that was locked away, if that is wished. The watcher knows it by the version
 * that was written, not by its name: anything else under that name is scanned like any file. Without a note the item is
 * as safe, so what goes wrong here is only logged.
 */
export async function leaveNote(parts: VaultParts, parent: OpenDirectory, item: QuarantineItem): Promise<void> {
  const text = parts.noteFor(item);
  if (text === null) return;
  const original = baseName(pathFromFields(item));
  const name = Buffer.concat([original.subarray(0, longestName - suffix.length), suffix]);
  try {
    const file = await open(parent.at(name), newFile, 0o600);
    try {
      const identity = await writeNote(file, Buffer.from(text));
      if (identity === null) throw new Error('Another program wrote to it');
      await parent.sync();
      parts.journal.notes.add({ item: item.id, name, identity });
    } catch (error) {
      await unlink(parent.at(name));
      throw error;
    } finally {
      await file.close();
    }
  } catch (error) {
    parts.log.warn(`No note was left for ${item.path}: ${errorText(error)}`);
  }
}

/** The version that holds exactly `text`; null when somebody else wrote to it before it could be taken down. */
async function writeNote(file: FileHandle, text: Buffer): Promise<FileIdentity | null> {
  await writeAll(file, text);
  await file.chmod(0o644);
  await file.sync();
  const identity = identityOf(await file.stat({ bigint: true }));
  const found: Buffer[] = [];
  for await (const chunk of readChunks(file, { end: text.length + 1 })) found.push(Buffer.from(chunk));
  const after = identityOf(await file.stat({ bigint: true }));
  return Buffer.concat(found).equals(text) && sameIdentity(identity, after) ? identity : null;
}

/** Removes the note of an item that came back, if nobody has changed it. */
export async function takeNoteBack({ journal, log }: VaultParts, header: ItemHeader): Promise<void> {
  try {
    const note = journal.notes.of(header.id);
    if (note === null) return;
    const parent = await openDirectory(header.parent);
    try {
      const taking = await takeAway(parent, note.name, note.identity, header.id);
      if (taking.kind === 'refused') throw taking.error;
    } finally {
      await parent.close();
    }
    journal.notes.remove(header.id);
  } catch (error) {
    log.warn(`The note for ${displayPath(header.path)} was left: ${errorText(error)}`);
  }
}
