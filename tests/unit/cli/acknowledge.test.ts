import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { localRequests } from '../../../contract/requests.ts';
import { ok } from '../../../contract/result.ts';
import { acknowledge } from '../../../electron/cli/commands.ts';
import { createOutput } from '../../../electron/cli/output.ts';
import type { ControlClient } from '../../../electron/control/control-client.ts';
import { filePath } from '../../../electron/files/file-path.ts';
import { createLedger } from '../../../electron/ledger/ledger.ts';
import { openLedgerDatabase } from '../../../electron/ledger/open-ledger-database.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { cleanVerdict } from '../ledger/verdict-fixture.ts';

test('all findings that wait are marked as seen, however many; what is infected in its place is asked about once', async () => {
  const now = () => new Date();
  const { database } = openLedgerDatabase(join(tempDir(), 'ledger.sqlite'), now);
  const ledger = createLedger(database, now);
  onTestFinished(() => ledger.close());
  const found = 2_300;
  const finding = { verdict: 'infected', signature: 'Eicar' } as const;
  ledger.recordAll(
    Array.from({ length: found }, (_, index) =>
      cleanVerdict({
        ...finding,
        path: filePath(`/downloads/${index}`),
        // Such a file goes on waiting when it was seen.
        action: index % 2 === 0 ? 'none' : 'quarantine-failed',
      }),
    ),
  );
  const answers: Partial<Record<keyof typeof localRequests, (input: unknown) => unknown>> = {
    'history.list': (input) => ledger.list(localRequests['history.list'].input.parse(input)),
    'history.acknowledge': (input) =>
      ledger.acknowledge(localRequests['history.acknowledge'].input.parse(input).recordIds),
  };
  const client = {
    request: async (name: keyof typeof localRequests, input: unknown) => ok(answers[name]?.(input)),
  } as unknown as ControlClient;
  const said: string[] = [];
  const output = createOutput(true, { stdout: process.stdout, stderr: process.stderr }, () => undefined);
  const code = await acknowledge([])(
    { client, running: true },
    { ...output, value: (value) => void said.push(JSON.stringify(value)) },
  );
  expect(code).toBe(0);
  expect(said).toEqual([`{"acknowledged":${found}}`]);
  expect(ledger.countUnresolved()).toMatchObject({ inPlace: found / 2, refused: found / 2 });
});
