import type { LazaretEvent } from '../../contract/events.ts';
import type { FolderState } from '../../contract/state.ts';

/** What programs are told of a folder's health; null while it is only being started. */
export function folderEvent(folder: FolderState, at: Date): LazaretEvent | null {
  const { path, pathBase64, health, detail } = folder;
  if (health === 'starting') return null;
  const fields = pathBase64 === undefined ? { path } : { path, pathBase64 };
  const isFlawed = health === 'partial' || health === 'not-compared';
  const spots = isFlawed ? folder.blind.map(describeBlindSpot) : [];
  return {
    type: 'folder',
    at: at.toISOString(),
    ...fields,
    state: health === 'watching' || health === 'denied' ? health : 'unavailable',
    detail: [detail, ...spots].filter((text) => text !== '').join(' '),
  };
}

/** For programs and the terminal; the window has sentences of its own. */
export function describeBlindSpot({ cause, count, example, command }: FolderState['blind'][number]): string {
  const mend = command === null ? '' : ` Mend it with: ${command}`;
  switch (cause) {
    case 'permission':
      return `${count} folder(s) or file(s) below may not be read, such as ${example}.`;
    case 'no-answer':
      return `What is mounted at ${count} place(s) below does not answer, such as ${example}; nothing there is scanned. Check the connection, or unmount it.`;
    default:
      return `${count} folder(s) below have no watch (${cause}) and are only looked through now and then.${mend}`;
  }
}
