import type { LazaretEvent } from '../../contract/events.ts';
import { fail, ok } from '../../contract/result.ts';
import { isOutOfReach } from '../../contract/state.ts';
import type { ScanRecord } from '../../contract/verdicts.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { DataDirectory } from '../files/data-directory.ts';
import type { FileIdentity } from '../files/file-identity.ts';
import { displayPath, type FilePath, filePath, isInside, pathToFields } from '../files/file-path.ts';
import { isOutOfFiles } from '../files/open-files.ts';
import { createFindingsCloser } from '../folders/close-findings.ts';
import { createFolderSweep } from '../folders/folder-sweep.ts';
import type { WatchedFolders } from '../folders/folder-types.ts';
import { createWatchedFolders } from '../folders/watched-folders.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { ScanQueue } from '../scan/scan-queue.ts';
import type { LiveSettings } from '../settings/load-settings.ts';
import type { Triage } from '../triage/triage-types.ts';
import { createEventFlood } from '../watch/event-flood.ts';
import { createFolderWatcher } from '../watch/folder-watcher.ts';
import type { ListedFile } from '../watch/list-files.ts';
import { silentCode } from '../watch/look-at-path.ts';
import type { ReadDirectory } from '../watch/read-directory.ts';
import { settleTimingFor } from '../watch/settle-timing.ts';
import type { SilentMounts } from '../watch/silent-mounts.ts';

/** From hints and sweeps to the queue: the watched folders, and what of them needs no scan. */
export function joinFolders(parts: {
  readonly data: DataDirectory;
  readonly settings: LiveSettings;
  readonly ledger: Ledger;
  readonly queue: Pick<ScanQueue, 'enqueue'>;
  readonly triage: Pick<Triage, 'unreadable'>;
  /** This very version of the file has its answer already. */
  readonly isSettled: (path: FilePath, identity: FileIdentity) => boolean;
  readonly unsettledAmong: (files: readonly ListedFile[]) => readonly ListedFile[];
  readonly read: ReadDirectory;
  readonly mounts: SilentMounts;
  readonly tell: (event: LazaretEvent) => void;
  readonly onSwept: () => void;
  /** A finding needs nobody any more, for its file is gone. */
  readonly onFindingClosed: (record: ScanRecord) => void;
  readonly clock: Clock;
  readonly log: Logger;
}): WatchedFolders {
  const { data, settings, ledger, queue, triage, isSettled, unsettledAmong, clock, log } = parts;

  const flood = createEventFlood(clock);
  const findings = createFindingsCloser({
    ledger,
    mounts: parts.mounts,
    isInReach(path) {
      const id = folders.folderOf(path);
      const folder = folders.states().find((state) => state.id === id);
      return folder === undefined || (folder.health !== 'starting' && !isOutOfReach(folder.health));
    },
    onClosed: parts.onFindingClosed,
    clock,
    log,
  });
  const folders: WatchedFolders = createWatchedFolders({
    settings,
    clock,
    log,
    createWatcher: ({ id, recursive, polling }, path, rules, listeners) =>
      createFolderWatcher({
        path,
        recursive,
        polling,
        read: parts.read,
        isExcluded: (directory, at) => data.isOurs(directory) || rules.ruleForFolder(at) !== null,
        excludesFile: (file, size) => rules.ruleForFile(file, size) !== null,
        listeners: {
          ...listeners,
          onGone: findings.closeSoon,
          onFileSettled(file) {
            const { path: at, identity, trigger, sighting } = file;
            if (!folders.announces(id, at)) return;
            if (identity !== null && isSettled(at, identity)) return;
            queue.enqueue({ path: at, trigger, size: identity === null ? null : Number(identity.size), sighting });
          },
        },
        flood,
        mounts: parts.mounts,
        timing: () => settleTimingFor(settings.current().watch.settleMs),
        clock,
        log,
      }),
    sweepFolder: createFolderSweep({
      closeFindings: findings.closeNow,
      read: parts.read,
      unsettledAmong,
      isExcluded: data.isOurs,
      mounts: parts.mounts,
      enqueue: (path, trigger, size) =>
        queue.enqueue({ path, trigger, size, sighting: { seenAt: clock.now(), settledAt: null } }),
      // That we may not open any more files says nothing of these, nor does a share that is away; the folder tells.
      onUnreadable: (unreadable, mode) =>
        isOutOfFiles(unreadable.code) || unreadable.code === silentCode || triage.unreadable(unreadable, mode),
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
  return {
    ...folders,
    async stop() {
      await folders.stop();
      findings.stop();
    },
  };
}
