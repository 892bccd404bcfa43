import type { LazaretEvent } from '../../contract/events.ts';
import type { FolderState } from '../../contract/state.ts';

/** What programs are told of a folder's health; null while it is only being started. */
export function folderEvent(folder: FolderState, at: Date): LazaretEvent | null {
  const { path, pathBase64, health, detail } = folder;
  if (health === 'starting') return null;
  const fields = pathBase64 === undefined ? { path } : { path, pathBase64 };
  return {
    type: 'folder',
    at: at.toISOString(),
    ...fields,
    state: health === 'partial' ? 'unavailable' : health,
    detail: detail === '' ? folder.blind.map(describeBlindSpot).join(' ') : detail,
  };
}

/** For programs and the terminal; the window has sentences of its own. */
export function describeBlindSpot({ cause, count, example, command }: FolderState['blind'][number]): string {
  const mend = command === null ? '' : ` Mend it with: ${command}`;
  return cause === 'permission'
    ? `${count} folder(s) or file(s) below may not be read, such as ${example}.`
    : `${count} folder(s) below have no watch (${cause}) and are only looked through now and then.${mend}`;
}
