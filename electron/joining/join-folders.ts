import type { LazaretEvent } from '../../contract/events.ts';
import { fail, ok } from '../../contract/result.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { DataDirectory } from '../files/data-directory.ts';
import type { FileIdentity } from '../files/file-identity.ts';
import { displayPath, type FilePath, filePath, isInside, pathToFields } from '../files/file-path.ts';
import { createFolderSweep } from '../folders/folder-sweep.ts';
import type { WatchedFolders } from '../folders/folder-types.ts';
import { createWatchedFolders } from '../folders/watched-folders.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { ScanQueue } from '../scan/scan-queue.ts';
import type { LiveSettings } from '../settings/load-settings.ts';
import type { Triage } from '../triage/triage-types.ts';
import { createFolderWatcher } from '../watch/folder-watcher.ts';
import { settleTimingFor } from '../watch/settle-timing.ts';

/** From hints and sweeps to the queue: the watched folders, and what of them needs no scan. */
export function joinFolders(parts: {
  readonly data: DataDirectory;
  readonly settings: LiveSettings;
  readonly ledger: Ledger;
  readonly queue: Pick<ScanQueue, 'enqueue'>;
  readonly triage: Pick<Triage, 'unreadable'>;
  /** This very version of the file has its answer already. */
  readonly isSettled: (path: FilePath, identity: FileIdentity) => boolean;
  readonly tell: (event: LazaretEvent) => void;
  readonly onSwept: () => void;
  readonly clock: Clock;
  readonly log: Logger;
}): WatchedFolders {
  const { data, settings, ledger, queue, triage, isSettled, clock, log } = parts;

  const folders: WatchedFolders = createWatchedFolders({
    settings,
    clock,
    log,
    createWatcher: ({ id, recursive, polling }, path, rules, listeners) =>
      createFolderWatcher({
        path,
        recursive,
        polling,
        isExcluded: (directory, at) => data.isOurs(directory) || rules.ruleForFolder(at) !== null,
        excludesFile: (file, size) => rules.ruleForFile(file, size) !== null,
        listeners: {
          ...listeners,
          onFileSettled(file) {
            const { path: at, identity, trigger } = file;
            if (!folders.announces(id, at)) return;
            if (identity !== null && isSettled(at, identity)) return;
            queue.enqueue({ path: at, trigger, size: identity === null ? null : Number(identity.size) });
          },
        },
        timing: () => settleTimingFor(settings.current().watch.settleMs),
        clock,
        log,
      }),
    sweepFolder: createFolderSweep({
      ledger,
      isSettled,
      isExcluded: data.isOurs,
      enqueue: (path, trigger, size) => queue.enqueue({ path, trigger, size }),
      onUnreadable: triage.unreadable,
      onSwept(path, { files, queued }) {
        parts.tell({ type: 'sweep', at: clock.now().toISOString(), ...pathToFields(path), files, queued });
        parts.onSwept();
      },
    }),
    isAddable: (path) =>
      isInside(path, filePath(data.path))
        ? fail('invalid-input', `${displayPath(path)} is where Lazaret keeps its own data; it is never watched.`)
        : ok(null),
  });
  return folders;
}
