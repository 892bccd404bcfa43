import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { z } from 'zod';
import { type ReputationAnswer, reputationSettingsSchema } from '../../../contract/reputation.ts';
import { filePath } from '../../../electron/files/file-path.ts';
import { openLedgerDatabase } from '../../../electron/ledger/open-ledger-database.ts';
import { type Asker, createAsker } from '../../../electron/reputation/asker.ts';
import { createQuota } from '../../../electron/reputation/quota.ts';
import { createReputationStore } from '../../../electron/reputation/reputation-store.ts';
import { createVirusTotalClient } from '../../../electron/reputation/virustotal-client.ts';
import { createFileOpener } from '../../../electron/scan/open-file.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { fakeKey, startFakeVirusTotal } from '../../support/fake-virustotal.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { waitFor } from '../../support/wait-for.ts';

export const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

/** An asker with a real ledger file, a clock moved by hand, and the fake VirusTotal. */
export async function setUpAsker(wanted: z.input<typeof reputationSettingsSchema> = {}) {
  const fake = await startFakeVirusTotal();
  onTestFinished(() => fake.stop());
  const directory = tempDir();
  const steady = createFakeClock();
  let backMs = 0;
  const clock = { ...steady, now: () => new Date(steady.now().getTime() - backMs) };
  const { database } = openLedgerDatabase(join(directory, 'ledger.sqlite'), clock.now);
  onTestFinished(() => void database.close());
  const store = createReputationStore(database);
  let settings = reputationSettingsSchema.parse({ mode: 'hash-only', perMinute: 1000, ...wanted });
  let key: string | null = fakeKey;
  let { base } = fake;
  let partakes = true;
  const answered: [string, ReputationAnswer][] = [];
  const logged: unknown[] = [];
  const note = (...words: unknown[]): void => void logged.push(words);
  const quota = createQuota(store, () => settings);
  const make = (): Asker => {
    const asker = createAsker({
      store,
      quota,
      client: createVirusTotalClient({ clock }),
      opener: createFileOpener(),
      settings: () => settings,
      server: () => (key === null ? null : { base, key }),
      takesPart: () => partakes,
      isOfKind: () => Promise.resolve(true),
      onAnswered: (hash, answer) => answered.push([hash, answer]),
      onChanged: () => undefined,
      clock,
      log: { info: note, warn: note, error: note },
    });
    onTestFinished(() => asker.stop());
    return asker;
  };
  const asker = make();
  /** A file of that content, put at the end of the queue. */
  const enqueue = (content: string, name = content): string => {
    const path = join(directory, name);
    writeFileSync(path, content);
    const hash = sha256(content);
    store.take([{ recordId: null, path: filePath(path), sha256: hash, size: content.length, byHand: false }], null);
    return hash;
  };
  return {
    ...{ fake, directory, clock, store, quota, asker, answered, logged, enqueue, make },
    set: (changes: Partial<typeof settings>) => {
      settings = { ...settings, ...changes };
    },
    setKey: (next: string | null) => {
      key = next;
    },
    setServer: (next: string) => {
      base = next;
    },
    setClockBack: (ms: number) => {
      backMs += ms;
    },
    setPartakes: (next: boolean) => {
      partakes = next;
    },
    /** Until the asker has nothing to do but wait. */
    rest: () => waitFor('the asker to rest', () => !['asking'].includes(asker.status().status)),
    path: (name: string) => join(directory, name),
  };
}
