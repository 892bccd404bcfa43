import type { Engine } from '../engine/engine-types.ts';
import type { FileIdentity } from '../files/file-identity.ts';
import type { FilePath } from '../files/file-path.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Quarantines } from '../ledger/standing.ts';
import type { Vault } from '../quarantine/vault-types.ts';

/** What needs no scan: versions that have their answer, and notes of ours. */
export interface SettledFiles {
  unsettledAmong<File extends { path: FilePath; identity: FileIdentity }>(files: readonly File[]): readonly File[];
  /** This very version of the file has its answer already. */
  isSettled(path: FilePath, identity: FileIdentity): boolean;
}

export function createSettledFiles(parts: {
  readonly engine: Pick<Engine, 'state' | 'onChanged'>;
  readonly ledger: Pick<Ledger, 'areSettled'>;
  readonly vault: Pick<Vault, 'isNote'>;
  readonly quarantines: () => Quarantines;
}): SettledFiles {
  const { engine, ledger, vault, quarantines } = parts;
  // Asked for each file of a sweep, and the engine's whole state takes several looks at the disk.
  let hasOfficial = false;
  engine.onChanged(() => {
    hasOfficial = engine.state().signatures.kind === 'official';
  });
  const unsettledAmong: SettledFiles['unsettledAmong'] = (files) => {
    const settled = ledger.areSettled(files, { quarantines: quarantines(), signatures: hasOfficial });
    return files.filter(({ identity }, index) => settled[index] !== true && !vault.isNote(identity));
  };
  return { unsettledAmong, isSettled: (path, identity) => unsettledAmong([{ path, identity }]).length === 0 };
}
