import type { FilePath } from '../files/file-path.ts';
import type { Written } from '../ledger/write-verdicts.ts';
import type { TriageParts } from './triage-types.ts';
import { verdictToEvent } from './verdict-event.ts';

/** Tells of a row once it is written; of one that only repeats the last, only who waits for the file. */
export function announce(parts: Pick<TriageParts, 'listeners'>, path: FilePath, { record, repeated }: Written): void {
  parts.listeners.onRecord(record);
  if (!repeated || parts.listeners.isAwaited(path)) parts.listeners.onEvent(verdictToEvent(record), path, record);
}
