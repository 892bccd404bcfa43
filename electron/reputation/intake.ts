import { setImmediate as turn } from 'node:timers/promises';
import type { ReputationSettings } from '../../contract/reputation.ts';
import type { Trigger } from '../../contract/verdicts.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { displayPath, type FilePath } from '../files/file-path.ts';
import type { NewRow, RowsAfter } from '../ledger/rows-after.ts';
import type { FileOpener } from '../scan/open-file.ts';
import { tellingBytes } from '../scan/unseen-content.ts';
import { cursorFact, type NewFile, type ReputationStore, refusedFact, unansweredFact } from './reputation-store.ts';
import { isRisky } from './risky-content.ts';
import { readHead } from './upload-file.ts';

/**
 * Goes through the ledger's new rows, and puts the files that take part into the queue. How far it is, is kept with each
 * step: a row is gone through once, whenever Lazaret ends.
 */
export interface Intake {
  /** There may be new rows, or the mode may be another. */
  poke(): void;
  stop(): Promise<void>;
}

/** Since when files count, an ISO time: kept while reputation is on. */
const sinceFact = 'since';
const rowsAtOnce = 50;
/** After a failure, a full disk or too many open files say. */
const retryMs = 60_000;

/** Nobody else is asked because the user, or new signatures, had a file looked at again. */
const ownBusiness: readonly Trigger[] = ['on-demand', 'signatures', 'reputation'];
/** What a watcher told of is new; what is come upon otherwise is where it changed since reputation was turned on. */
const told: readonly Trigger[] = ['arrival', 'change'];

export function createIntake(parts: {
  readonly store: ReputationStore;
  readonly rows: RowsAfter;
  readonly settings: () => ReputationSettings;
  /** Whether the settings let anybody be asked about a file there. */
  readonly takesPart: (file: { readonly path: FilePath; readonly size: number | null }) => boolean;
  readonly opener: Pick<FileOpener, 'open'>;
  readonly onTaken: () => void;
  readonly clock: Pick<Clock, 'now' | 'schedule'>;
  readonly log: Pick<Logger, 'error'>;
}): Intake {
  const { store, rows, settings, opener, clock, log } = parts;
  let callOff = (): void => undefined;
  let running: Promise<void> | null = null;
  let isAgain = false;
  let isStopped = false;
  /** It was turned off since the last look, be it on again by now. */
  let wasOff = false;

  /** Turned on, it begins with what comes from now on; turned off, it forgets what it had not asked. */
  const begin = (): number | null => {
    const isOff = settings().mode === 'off';
    if ((isOff || wasOff) && store.fact(cursorFact) !== null) {
      store.setFact(cursorFact, null);
      store.setFact(sinceFact, null);
      store.setFact(unansweredFact, null);
      store.setFact(refusedFact, null);
      store.dropAll();
      parts.onTaken();
    }
    wasOff = false;
    if (isOff) return null;
    const cursor = store.fact(cursorFact);
    // A ledger that was begun anew counts from 1 again.
    if (cursor !== null && Number(cursor) <= rows.highestId()) return Number(cursor);
    const highest = cursor === null ? rows.highestId() : 0;
    if (cursor === null) store.setFact(sinceFact, clock.now().toISOString());
    store.setFact(cursorFact, String(highest));
    return highest;
  };

  const isNew = ({ record, changedAt }: NewRow): boolean => {
    if (ownBusiness.includes(record.trigger)) return false;
    if (told.includes(record.trigger)) return true;
    const since = store.fact(sinceFact);
    return changedAt !== null && since !== null && changedAt >= new Date(since);
  };

  /** What of a row goes into the queue; null for nothing. */
  const consider = async (row: NewRow): Promise<NewFile | null> => {
    const { record, path, isLatest } = row;
    const { sha256, size, verdict, id } = record;
    // A version that was replaced meanwhile, and is not known by its hash alone, has a later row.
    if (sha256 === null || verdict === 'failed' || record.folderId === null || !isNew(row)) return null;
    if (!parts.takesPart({ path, size })) return null;
    if (settings().what === 'risky' && verdict !== 'infected' && verdict !== 'suspicious') {
      const head = isLatest ? await readHead(opener, path, tellingBytes) : null;
      if (!isRisky(head, displayPath(path))) return null;
    }
    return { recordId: id, path, sha256, size, byHand: false };
  };

  const run = async (): Promise<void> => {
    do {
      isAgain = false;
      for (let cursor = begin(); cursor !== null && !isStopped; ) {
        const next = rows.after(cursor, rowsAtOnce);
        const last = next.at(-1);
        if (last === undefined) break;
        const files: NewFile[] = [];
        for (const row of next) {
          const file = await consider(row);
          if (file !== null) files.push(file);
        }
        if (isStopped || wasOff || settings().mode === 'off') break;
        cursor = last.record.id;
        store.take(files, cursor);
        if (files.length > 0) parts.onTaken();
        await turn();
      }
    } while (isAgain && !isStopped);
  };

  const poke = (): void => {
    isAgain = true;
    wasOff ||= settings().mode === 'off';
    if (isStopped) return;
    running ??= run()
      .catch((error: unknown) => {
        log.error('files could not be put into the queue for reputation', error);
        callOff();
        callOff = clock.schedule(poke, retryMs);
      })
      .finally(() => {
        running = null;
        // Somebody poked after the last look, when it was as good as over.
        if (isAgain) poke();
      });
  };

  return {
    poke,
    async stop() {
      isStopped = true;
      callOff();
      await running;
    },
  };
}
