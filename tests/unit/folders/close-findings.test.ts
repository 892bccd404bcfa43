import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { displayPath, filePath } from '../../../electron/files/file-path.ts';
import { unknownTimes } from '../../../electron/files/file-times.ts';
import { createFindingsCloser } from '../../../electron/folders/close-findings.ts';
import { createLedger } from '../../../electron/ledger/ledger.ts';
import { openLedgerDatabase } from '../../../electron/ledger/open-ledger-database.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { tempDir } from '../../support/temp-dir.ts';

/** Findings in files of a temporary folder, which may lie on a share that does not answer, or in a folder that is away. */
function setUp({
  isSilent = () => false,
  isInReach = () => true,
}: {
  readonly isSilent?: (path: string) => boolean;
  readonly isInReach?: (path: string) => boolean;
} = {}) {
  const folder = tempDir();
  const clock = createFakeClock();
  const { database } = openLedgerDatabase(join(tempDir(), 'ledger.sqlite'), () => clock.now());
  const ledger = createLedger(database, () => clock.now());
  onTestFinished(() => ledger.close());
  const closed: string[] = [];
  const closer = createFindingsCloser({
    ledger,
    mounts: {
      isSilent: (path) => isSilent(displayPath(path)),
      unlessSilent: async (isSilentNow, ask) => (isSilentNow() ? 'silent' : ask()),
    },
    isInReach: (path) => isInReach(displayPath(path)),
    onClosed: ({ path, isLatest }) => closed.push(`${path.slice(folder.length + 1)} ${isLatest}`),
    clock,
    log: { error: (message) => expect.unreachable(message) },
  });
  const find = (name: string): string => {
    const path = join(folder, name);
    writeFileSync(path, 'locked');
    ledger.record({
      ...{ path: filePath(path), folderId: 'f1', identity: null, sha256: null, verdict: 'unscannable' },
      ...{ reason: 'encrypted', signature: null, detail: null, trigger: 'arrival', durationMs: 2, origin: null },
      ...{ referrer: null, engine: 'ClamAV 1.4.6', signatureVersion: '27000', action: 'none', actionDetail: null },
      times: unknownTimes,
    });
    return path;
  };
  return { folder, clock, ledger, closer, closed, find };
}

const count = ({ ledger }: ReturnType<typeof setUp>): number => ledger.countUnresolved().others;

test('a finding whose file went is closed soon, and those that are there are not', async () => {
  const set = setUp();
  const gone = set.find('gone.zip');
  const moved = set.find('moved.zip');
  set.find('there.zip');
  rmSync(gone);
  set.closer.closeSoon();
  renameSync(moved, join(set.folder, 'elsewhere.zip'));
  set.closer.closeSoon();
  await set.clock.advance(4_000);
  await expect.poll(() => [...set.closed].sort()).toEqual(['gone.zip false', 'moved.zip false']);
  expect(count(set)).toBe(1);
});

test('where no finding waits nothing is looked at', async () => {
  const set = setUp({ isSilent: () => expect.unreachable() });
  set.closer.closeSoon();
  await set.clock.advance(60_000);
  expect(set.closed).toEqual([]);
});

test('a share that does not answer closes nothing', async () => {
  const set = setUp({ isSilent: (path) => path.endsWith('away.zip') });
  rmSync(set.find('away.zip'));
  await set.closer.closeNow(null);
  expect(set.closed).toEqual([]);
  expect(count(set)).toBe(1);
});

test('a folder that is away closes nothing, but where it has just been gone through', async () => {
  const set = setUp({ isInReach: () => false });
  rmSync(set.find('away.zip'));
  await set.closer.closeNow(null);
  await set.closer.closeNow(filePath(tempDir()));
  expect(set.closed).toEqual([]);
  await set.closer.closeNow(filePath(set.folder));
  expect(set.closed).toEqual(['away.zip false']);
});
