import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { QuarantineItem } from '../../../contract/quarantine.ts';
import type { AttributeStore } from '../../../electron/files/file-attributes.ts';
import { identityOf } from '../../../electron/files/file-identity.ts';
import { type FilePath, filePath } from '../../../electron/files/file-path.ts';
import { openVault, type StoreRequest, type Vault } from '../../../electron/quarantine/vault.ts';
import { tempDir } from '../../support/temp-dir.ts';

export const signature = 'Test.Signature';

interface VaultFixture {
  readonly folder: string;
  readonly vaultDirectory: string;
  readonly vault: Vault;
  /** Writes a file into the folder; returns its path. */
  put(name: string | Buffer, content: string | Buffer, mode?: number): FilePath;
  /** What a scan of the path would ask the vault to store now. */
  finding(path: FilePath): StoreRequest;
  /** Stores the file and expects it to go well. */
  lockAway(path: FilePath): Promise<QuarantineItem>;
  reopen(): ReturnType<typeof openVault>;
}

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** A path below a text path whose last name is bytes. */
export const pathIn = (folder: string, name: string | Buffer): FilePath =>
  filePath(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name)]));

export const exists = (path: FilePath): boolean => lstatSync(path.bytes, { throwIfNoEntry: false }) !== undefined;

/** What a scan of the path would ask the vault to store now. */
export const findingOf = (path: FilePath): StoreRequest => ({
  path,
  identity: identityOf(lstatSync(path.bytes, { bigint: true })),
  sha256: sha256(readFileSync(path.bytes)),
  signature,
  engine: 'ClamAV 1.4.6',
  signatureVersion: '27000',
  origin: null,
});

/** What a test wants otherwise. */
type VaultChanges = Partial<Parameters<typeof openVault>[0]>;

const quietLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Attributes have a test of their own; here there are none. */
const noAttributes: AttributeStore = { read: async () => [], write: async () => true };

export const openAt = (directory: string, changes: VaultChanges = {}): ReturnType<typeof openVault> =>
  openVault({
    directory,
    now: () => new Date('2026-01-02T03:04:05.678Z'),
    randomBytes,
    log: quietLog,
    attributes: noAttributes,
    noteFor: () => null,
    ...changes,
  });

/** An empty vault and a folder beside it, on a real file system; both go when the test ends. */
export async function vaultFixture(changes: VaultChanges = {}): Promise<VaultFixture> {
  const root = tempDir();
  const folder = join(root, 'downloads');
  const vaultDirectory = join(root, 'data', 'vault');
  mkdirSync(folder);
  const { vault } = await openAt(vaultDirectory, changes);
  onTestFinished(() => vault.close());
  return {
    folder,
    vaultDirectory,
    vault,
    put(name, content, mode = 0o644) {
      const path = pathIn(folder, name);
      writeFileSync(path.bytes, content);
      chmodSync(path.bytes, mode);
      return path;
    },
    finding: findingOf,
    async lockAway(path) {
      const result = await vault.store(findingOf(path));
      if (result.kind !== 'stored') throw new Error(`Not stored: ${JSON.stringify(result, jsonBigint)}`);
      return result.item;
    },
    async reopen() {
      vault.close();
      const opened = await openAt(vaultDirectory, changes);
      onTestFinished(() => opened.vault.close());
      return opened;
    },
  };
}

const jsonBigint = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

export const blobsIn = (directory: string): string[] =>
  readdirSync(directory)
    .filter((name) => !name.startsWith('journal.'))
    .sort();
