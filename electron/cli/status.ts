import type { AppState } from '../../contract/state.ts';
import { reasonDetail, reasonSentence, stateSentence, type Translate, visibleText } from '../../locales/index.ts';

/** What `lazaret status` says: the same sentences as the window, worst first, then the facts. */
export function describeStatus(state: AppState, running: boolean, t: Translate): readonly string[] {
  const { engine, folders, protection, queue, quarantine, today } = state;
  if (!running) {
    return [
      'Lazaret is not running: nothing is watched. Start it with: lazaret start',
      `${folders.length} folder(s) set, ${quarantine.length} item(s) in quarantine.`,
    ];
  }
  return [
    stateSentence(t, protection),
    ...protection.reasons.slice(1).map((reason) => `  also: ${reasonSentence(t, reason)}`),
    ...protection.reasons
      .map((reason) => reasonDetail(t, reason))
      .filter((detail) => detail !== '')
      .map((detail) => `  ${detail}`),
    '',
    `Engine:     ${engine.name ?? 'none'} (${engine.status}) ${visibleText(engine.detail)}`,
    `Signatures: ${engine.signatures.kind}${engine.signatures.version === null ? '' : `, version ${engine.signatures.version}`}`,
    ...folders.map(
      (folder) =>
        `Folder:     ${visibleText(folder.path)} (${folder.health})${folder.detail === '' ? '' : `: ${folder.detail}`}`,
    ),
    `Queue:      ${queue.arriving} arriving, ${queue.queued} queued, ${queue.scanning.length} scanning, ${queue.waiting} waiting for another try`,
    `Today:      ${today.clean} clean, ${today.infected} infected, ${today.suspicious} suspicious, ${today.unscannable} unscannable, ${today.failed} failed`,
    `Quarantine: ${quarantine.length} item(s)`,
  ];
}
