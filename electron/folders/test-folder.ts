import { unlink, writeFile } from 'node:fs/promises';
import type { LazaretEvent } from '../../contract/events.ts';
import type { FolderTest } from '../../contract/folder-test.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import { isOutOfReach } from '../../contract/state.ts';
import type { ScanRecord } from '../../contract/verdicts.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { eicar } from '../engine/canary-files.ts';
import { childPath, type FilePath, pathFromFields, pathKey } from '../files/file-path.ts';
import { errorCode, errorText, orElse } from '../files/fs-error.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { EventContext } from '../protection.ts';
import type { Vault } from '../quarantine/vault-types.ts';
import { ruleFor } from '../watch/exclusion-rules.ts';
import type { WatchedFolders } from './folder-types.ts';
import type { TestFiles } from './test-files.ts';

/** A file this small and at rest has its verdict within a second or two; a busy queue takes longer. */
const deadlineMs = 30_000;
const testSizeBytes = 68;

export interface FolderTestParts {
  readonly folders: Pick<WatchedFolders, 'states' | 'rulesOf'>;
  readonly tests: Pick<TestFiles, 'begin'>;
  readonly quarantines: () => boolean;
  readonly onEvent: (listener: (event: LazaretEvent, context: EventContext) => void) => () => void;
  readonly vault: Pick<Vault, 'remove'>;
  readonly ledger: Pick<Ledger, 'setAction' | 'acknowledge' | 'get'>;
  readonly onMarked: (record: ScanRecord) => void;
  readonly randomName: () => string;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
}

/**
 * Sends the EICAR test file through a watched folder, as an arrival like any other, and clears up after it: the file,
 * what the quarantine took of it, and the finding, which stays in the history as a test but counts nowhere.
 */
export function createFolderTest(parts: FolderTestParts): (id: string) => Promise<Result<FolderTest>> {
  const { folders, clock } = parts;
  return async (id) => {
    const folder = folders.states().find((state) => state.id === id);
    if (folder === undefined) return fail('not-found', `No watched folder has the id ${id}.`);
    const startedMs = clock.monotonicMs();
    const answer = (outcome: FolderTest['outcome'], detail = ''): Result<FolderTest> =>
      ok({ outcome, detail, durationMs: clock.monotonicMs() - startedMs });
    if (folder.health === 'starting' || isOutOfReach(folder.health)) return answer('not-watched', folder.detail);
    const root = pathFromFields(folder);
    const path = childPath(root, parts.randomName());
    const rule = ruleFor(folders.rulesOf(id), root, path, testSizeBytes);
    if (rule !== null) return answer('left-out', rule);
    const endTest = parts.tests.begin(path);
    const trip = awaitTrip(parts, path);
    try {
      await writeFile(path.bytes, eicar(), { flag: 'wx', mode: 0o600 });
    } catch (error) {
      trip.callOff();
      endTest();
      return answer('not-writable', errorCode(error));
    }
    const { outcome, detail } = await trip.end;
    await unlink(path.bytes)
      .catch(orElse(['ENOENT'], undefined))
      .catch((error: unknown) => {
        parts.log.warn('the test file could not be removed', errorText(error));
      });
    endTest();
    return answer(outcome, detail);
  };
}

type TripEnd = Pick<FolderTest, 'outcome' | 'detail'>;

/** Follows the events about the test file to their end. */
function awaitTrip(parts: FolderTestParts, path: FilePath): { readonly end: Promise<TripEnd>; callOff(): void } {
  const key = pathKey(path);
  let finish = (_end: TripEnd): void => undefined;
  const reached = new Promise<TripEnd>((resolve) => {
    finish = (found) => resolve(found);
  });
  const mark = ({ record }: EventContext, wasTaken: boolean): void => {
    if (record === null) return;
    const action = wasTaken ? 'quarantined' : 'none';
    try {
      parts.ledger.setAction(record.id, action, 'This was a test of the folder, asked for in Lazaret.', null);
      parts.ledger.acknowledge([record.id]);
      const marked = parts.ledger.get(record.id);
      if (marked !== null) parts.onMarked(marked.record);
    } catch (error) {
      parts.log.warn('the finding of a test could not be marked as one', errorText(error));
    }
  };
  const endListening = parts.onEvent((event, context) => {
    if (!('path' in event) || pathKey(pathFromFields(event)) !== key) return;
    if (event.type === 'quarantined') {
      // Not before the one who announces it is done with it.
      queueMicrotask(() => {
        mark(context, true);
        void parts.vault.remove(event.id).then((removed) => {
          finish({ outcome: 'passed', detail: removed.ok ? '' : removed.error.message });
        });
      });
    } else if (event.type === 'quarantine-failed') {
      mark(context, false);
      finish({ outcome: 'not-locked-away', detail: event.detail });
    } else if (event.type === 'verdict' && event.verdict === 'infected' && !parts.quarantines()) {
      mark(context, false);
      finish({ outcome: 'passed', detail: event.signature ?? '' });
    } else if (event.type === 'verdict' && event.verdict !== 'infected' && event.verdict !== 'failed') {
      finish({ outcome: 'missed', detail: event.verdict });
    }
  });
  const late = (): void => finish({ outcome: 'no-verdict', detail: '' });
  const callOffTimer = parts.clock.schedule(late, deadlineMs);
  parts.signal.addEventListener('abort', late, { once: true });
  const callOff = (): void => {
    endListening();
    callOffTimer();
    parts.signal.removeEventListener('abort', late);
  };
  return { end: reached.finally(callOff), callOff };
}
