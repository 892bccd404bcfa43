import type { LazaretEvent } from '../../contract/events.ts';
import type { QuarantineItem } from '../../contract/quarantine.ts';
import type { FolderState } from '../../contract/state.ts';
import type { ScanRecord } from '../../contract/verdicts.ts';
import { visibleText } from '../../locales/index.ts';
import { describeEnd, describeFailure } from './describe-progress.ts';

/** Marks for a terminal, so that a verdict is never told by colour alone. */
const marks = { clean: '✓', infected: '✗', suspicious: '?', unscannable: '–', failed: '!' } as const;

/** One line for people about one event; null for events that only programs need. */
export function describeEvent(event: LazaretEvent): string | null {
  switch (event.type) {
    case 'ready':
      return `Ready: ${event.engine.name ?? 'no engine'}, ${event.folders.length} folder(s) watched. Press Ctrl+C to stop.`;
    case 'verdict': {
      const why = event.signature ?? event.reason;
      return `${marks[event.verdict]} ${event.verdict}${why === null ? '' : ` (${visibleText(why)})`}  ${visibleText(event.path)}`;
    }
    case 'quarantined':
      return `  locked away as ${event.id}  ${visibleText(event.path)}`;
    case 'quarantine-failed':
      return `! ${visibleText(event.detail)}  ${visibleText(event.path)}`;
    case 'folder':
      return `Folder ${event.state}: ${visibleText(event.path)}`;
    case 'engine':
      return `Engine ${event.state}: ${visibleText(event.detail)}`;
    case 'sweep':
      return event.queued === 0
        ? null
        : `Found ${event.queued} of ${event.files} file(s) to scan in ${visibleText(event.path)}`;
    case 'summary':
      return `${event.files} file(s): ${event.clean} clean, ${event.infected} infected, ${event.suspicious} suspicious, ${event.unscannable} unscannable, ${event.failed} failed`;
    case 'progress':
      return describeScanEnd(event);
    case 'stopped':
      return 'Stopped. Nothing is watched any more.';
    default:
      return assertNever(event);
  }
}

function describeScanEnd(event: Extract<LazaretEvent, { type: 'progress' }>): string | null {
  const { phase, failure } = event;
  if (phase !== 'done' && phase !== 'cancelled' && phase !== 'failed') return null;
  return `${describeEnd(event, phase)}${failure === null ? '' : `: ${describeFailure(failure)}`}`;
}

export const describeFolder = (folder: FolderState): string =>
  `${folder.id}  ${visibleText(folder.path)}${folder.recursive ? '' : '  (without subfolders)'}`;

export const describeItem = (item: QuarantineItem): string =>
  `${item.id}  ${item.at}  ${visibleText(item.signature)}  ${item.size} bytes  ${item.state === 'damaged' ? 'DAMAGED  ' : ''}${visibleText(item.path)}`;

export const describeRecord = (record: ScanRecord): string =>
  `${record.id}  ${record.at}  ${marks[record.verdict]} ${record.verdict}${describeWhy(record)}  ${visibleText(record.path)}`;

function describeWhy({ signature, reason, action }: ScanRecord): string {
  const parts = [signature, reason, action === 'none' ? null : action].filter((part) => part !== null);
  return parts.length === 0 ? '' : ` (${visibleText(parts.join(', '))})`;
}

function assertNever(value: never): never {
  throw new Error(`Not a case: ${JSON.stringify(value)}`);
}
