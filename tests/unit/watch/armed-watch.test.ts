import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { filePath } from '../../../electron/files/file-path.ts';
import { armWatch } from '../../../electron/watch/armed-watch.ts';
import { createDirectoryReader } from '../../../electron/watch/read-directory.ts';
import { createRootProbe } from '../../../electron/watch/root-probe.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { waitFor } from '../../support/wait-for.ts';

test('a folder that takes more than a minute to be looked through is watched all the same, and swept when it is whole', async () => {
  const path = filePath(tempDir());
  for (let index = 0; index < 3_000; index += 1) writeFileSync(join(path.bytes.toString(), `${index}`), '');
  const clock = createFakeClock();
  const root = await createRootProbe(path, clock)();
  if (root.kind !== 'present') throw new Error(root.detail);
  let troubles = 0;
  const arming = armWatch({
    path,
    root,
    recursive: true,
    polling: true,
    read: createDirectoryReader(),
    isExcluded: () => false,
    isSilent: () => false,
    mayHang: false,
    onHint: () => undefined,
    onEvent: () => undefined,
    onRootRemoved: () => undefined,
    onTrouble: () => {
      troubles += 1;
    },
    signal: new AbortController().signal,
    clock,
    log: { warn: () => undefined, debug: () => undefined },
  });
  // A minute passes on the clock before the disk has told all the names.
  await clock.advance(60_000);
  const armed = await arming;
  onTestFinished(armed.disarm);
  expect(armed.isWhole()).toBe(false);
  await waitFor('all of it', () => armed.isWhole());
  await waitFor('a sweep to be asked for', () => troubles === 1);
});
