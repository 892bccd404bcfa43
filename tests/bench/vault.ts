import { createHash, randomBytes } from 'node:crypto';
import { closeSync, lstatSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { identityOf } from '../../electron/files/file-identity.ts';
import { filePath } from '../../electron/files/file-path.ts';
import { hashFile } from '../../electron/files/file-stream.ts';
import { openVault, type Vault } from '../../electron/quarantine/vault.ts';
import { type Benchmark, median, timed } from './workbench.ts';

const sizeMiB = Number(process.env.LAZARET_BENCH_VAULT_MIB ?? 1024);
const bytesPerMiB = 1024 * 1024;
const rounds = 3;
const sampleEveryMs = 20;

/** Storing and restoring one large file beside `cp` and `sync` of it, and the memory that takes. */
export const vault: Benchmark = {
  name: 'vault',
  async run(root) {
    const path = join(root, 'large');
    const sha256 = writeRandom(path);
    const log = { info: () => undefined, warn: console.warn, error: console.error };
    const opened = await openVault({
      ...{ directory: join(root, 'vault'), now: () => new Date(), randomBytes, log },
      attributes: { read: async () => [], write: async () => true },
      noteFor: () => null,
    });
    const times = { copy: [] as number[], store: [] as number[], restore: [] as number[] };
    let peakMiB = 0;
    const startMiB = residentMiB();
    const sampling = setInterval(() => {
      peakMiB = Math.max(peakMiB, residentMiB());
    }, sampleEveryMs);
    try {
      // They take turns, so that what else the machine does falls on all of them alike.
      for (let round = 0; round < rounds; round += 1) {
        const copy = join(root, 'copy');
        times.copy.push(await timed('sh', ['-c', 'cp "$0" "$1" && sync "$1"', path, copy]));
        rmSync(copy);
        const { storeMs, restoreMs } = await there(opened.vault, path, sha256);
        times.store.push(storeMs);
        times.restore.push(restoreMs);
      }
      await expectSame(path, sha256);
    } finally {
      clearInterval(sampling);
      opened.vault.close();
    }
    const [copy, store, restore] = [median(times.copy), median(times.store), median(times.restore)];
    const line = (what: string, ms: number): string =>
      `  ${what.padEnd(12)} ${ms.toFixed(0).padStart(7)} ms  ${(sizeMiB / (ms / 1000)).toFixed(0).padStart(5)} MiB/s  ${(ms / copy).toFixed(2)} × cp + sync`;
    console.log(`One file of ${sizeMiB} MiB, the median of ${rounds}`);
    for (const [what, ms] of [
      ['cp + sync', copy],
      ['store', store],
      ['restore', restore],
    ] as const) {
      console.log(line(what, ms));
    }
    console.log(`  RSS: ${startMiB.toFixed(0)} MiB before, ${peakMiB.toFixed(0)} MiB at its peak`);
  },
};

async function there(vault: Vault, path: string, sha256: string) {
  const finding = {
    path: filePath(path),
    identity: identityOf(lstatSync(path, { bigint: true })),
    ...{ sha256, signature: 'Bench', engine: null, signatureVersion: null, origin: null },
  };
  const begun = performance.now();
  const stored = await vault.store(finding);
  const between = performance.now();
  if (stored.kind !== 'stored') throw new Error(`not stored: ${stored.kind}`);
  const restored = await vault.restore(stored.item.id, { keepExec: false });
  if (!restored.ok) throw new Error(restored.error.message);
  return { storeMs: between - begun, restoreMs: performance.now() - between };
}

function writeRandom(path: string): string {
  mkdirSync(join(path, '..'), { recursive: true });
  const hash = createHash('sha256');
  const file = openSync(path, 'w');
  for (let written = 0; written < sizeMiB; written += 16) {
    const chunk = randomBytes(Math.min(16, sizeMiB - written) * bytesPerMiB);
    hash.update(chunk);
    writeSync(file, chunk);
  }
  closeSync(file);
  return hash.digest('hex');
}

async function expectSame(path: string, sha256: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    if ((await hashFile(file)) !== sha256) throw new Error('The file did not come back as it was');
  } finally {
    await file.close();
  }
}

const residentMiB = (): number => process.memoryUsage.rss() / bytesPerMiB;
