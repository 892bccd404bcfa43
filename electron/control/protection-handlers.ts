import type { Exclusions, ExclusionTrial } from '../../contract/exclusions.ts';
import type { FolderTest } from '../../contract/folder-test.ts';
import type { ControlRequests, Handlers, SharedRequests } from '../../contract/requests.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { SignatureDatabase, SignatureUpdates } from '../../contract/signatures.ts';
import type { Snapshot } from '../../contract/state.ts';
import type { ScanRecord } from '../../contract/verdicts.ts';
import type { Clock } from '../base/clock.ts';
import { parseEndpoint } from '../engine/endpoint.ts';
import type { Engine } from '../engine/engine-types.ts';
import { type FilePath, filePath } from '../files/file-path.ts';
import type { WatchedFolders } from '../folders/folder-types.ts';
import type { OwnScans } from '../full-scan/own-scans.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { ProtectionLog } from '../ledger/protection-log.ts';
import type { Reputation } from '../reputation/reputation.ts';
import type { Pause } from '../scan/pause.ts';
import type { LiveSettings } from '../settings/load-settings.ts';
import type { Notices } from '../state/notices.ts';
import { ownSignatureHandlers } from './own-signature-handlers.ts';
import { createQuarantineHandlers, type QuarantineHandlerParts } from './quarantine-handlers.ts';
import { createReputationHandlers, withConsent } from './reputation-handlers.ts';

export interface HandlerParts extends QuarantineHandlerParts {
  readonly snapshot: () => Snapshot;
  readonly settings: LiveSettings;
  readonly folders: WatchedFolders;
  readonly engine: Engine;
  readonly ownScans: Pick<OwnScans, 'begin' | 'pause' | 'resume' | 'cancel'>;
  readonly ledger: Ledger;
  readonly reputation: Reputation;
  readonly notices: Notices;
  readonly protectionLog: Pick<ProtectionLog, 'page'>;
  readonly pause: Pick<Pause, 'begin' | 'end'>;
  readonly tryExclusions: (folderId: string | null, exclusions: Exclusions) => Promise<Result<ExclusionTrial>>;
  readonly testFolder: (id: string) => Promise<Result<FolderTest>>;
  readonly retryNow: (path: FilePath | null) => number;
  readonly updateSignatures: () => Promise<Result<SignatureUpdates>>;
  readonly importSignatures: (path: string) => Promise<Result<SignatureDatabase>>;
  readonly scanPaths: (jobId: string, paths: readonly FilePath[], shown: boolean) => Promise<Result<null>>;
  readonly cancelScan: (jobId: string) => void;
  readonly repeatScan: (jobId: string) => Promise<Result<{ readonly jobId: string }>>;
  readonly dismissScan: (jobId: string) => boolean;
  readonly recordChanged: (record: ScanRecord) => void;
  readonly clock: Clock;
}

/** What the running protection does on request, for the window and the CLI alike. */
export function createProtectionHandlers(parts: HandlerParts): Handlers<SharedRequests & ControlRequests> {
  const { settings, folders, engine, ledger, notices } = parts;
  const done = (): Result<null> => {
    parts.touch();
    return ok(null);
  };
  return {
    'protection.log': async (asked) => ok(parts.protectionLog.page(asked)),
    'state.get': async () => ok(parts.snapshot()),
    'folders.add': ({ path, ...options }) => folders.add(path, options),
    'folders.configure': ({ id, ...changes }) => folders.configure(id, changes),
    'exclusions.try': ({ folderId, exclusions }) => parts.tryExclusions(folderId, exclusions),
    'folders.test': ({ id }) => parts.testFolder(id),
    'folders.remove': ({ id }) => folders.remove(id),
    'settings.update': async (patch) => {
      const wrong = patch.engine?.endpoints?.find((text) => parseEndpoint(text) === null);
      if (wrong !== undefined) {
        return fail(
          'invalid-input',
          `${JSON.stringify(wrong)} is neither host:port nor the path of a socket. The settings were not changed.`,
          { endpoint: wrong },
        );
      }
      const reputation = withConsent(settings.current().reputation, patch.reputation);
      if (!reputation.ok) return reputation;
      return ok(settings.update({ ...patch, reputation: reputation.value }));
    },
    'scan.now': async ({ folderId }) => parts.ownScans.begin(folderId ?? null, 'on-demand'),
    'fullScan.pause': async () => parts.ownScans.pause(),
    'fullScan.resume': async () => parts.ownScans.resume(),
    'fullScan.cancel': async () => parts.ownScans.cancel(),
    'scan.again': async ({ recordId }) => {
      const entry = ledger.get(recordId);
      if (entry === null) return fail('not-found', `There is no verdict number ${recordId}.`);
      parts.scanAgain(entry.path);
      return done();
    },
    'queue.retry': async ({ recordId }) => {
      const entry = recordId === undefined ? null : ledger.get(recordId);
      if (recordId !== undefined && entry === null) return fail('not-found', `There is no verdict number ${recordId}.`);
      return ok({ queued: parts.retryNow(entry?.path ?? null) });
    },
    'scan.paths': ({ jobId, paths, shown }) =>
      parts.scanPaths(
        jobId,
        paths.map((path) => filePath(path)),
        shown,
      ),
    'scan.cancel': async ({ jobId }) => {
      parts.cancelScan(jobId);
      return ok(null);
    },
    'scan.repeat': ({ jobId }) => parts.repeatScan(jobId),
    'scan.dismiss': async ({ jobId }) =>
      parts.dismissScan(jobId) ? ok(null) : fail('not-found', 'There is no ended scan with that id.'),
    'protection.pause': async ({ minutes }) => {
      parts.pause.begin(minutes);
      return done();
    },
    'protection.resume': async () => {
      parts.pause.end();
      return done();
    },
    'engine.check': async () => ok(await engine.check()),
    'engine.stats': async () => ok(await engine.askStats()),
    'signatures.update': parts.updateSignatures,
    'signatures.importFile': ({ path }) => parts.importSignatures(path),
    'history.list': async (query) => {
      const { records, ...rest } = ledger.list(query);
      return ok({ ...rest, records: [...records] });
    },
    'history.page': async ({ before, ...filter }) => {
      const { records, next } = ledger.page(filter, before ?? null);
      return ok({ records: [...records], next });
    },
    'history.arrivals': async () => ok(ledger.arrivals()),
    'history.verdicts': async ({ span, firstWeekday }) => ok(ledger.verdictsOverTime(span, firstWeekday)),
    'history.acknowledge': async ({ recordIds }) => {
      const unknown = recordIds.find((recordId) => ledger.get(recordId) === null);
      if (unknown !== undefined) {
        return fail('not-found', `The history has no result with the number ${unknown}. Nothing was changed.`);
      }
      ledger.acknowledge(recordIds);
      for (const recordId of recordIds) {
        const entry = ledger.get(recordId);
        if (entry !== null) parts.recordChanged(entry.record);
      }
      return done();
    },
    ...ownSignatureHandlers({
      settings,
      dataDirectory: parts.snapshot().state.system.dataDirectory,
      clock: parts.clock,
    }),
    'notices.dismiss': async ({ id }) =>
      notices.dismiss(id) ? ok(null) : fail('not-found', 'That notice is gone already.'),
    ...createQuarantineHandlers(parts),
    ...createReputationHandlers(parts),
  };
}
