import { type FilePath, pathFromFields, pathKey, pathToFields } from '../files/file-path.ts';
import type { NewVerdict, Written } from '../ledger/write-verdicts.ts';
import type { StoreRequest, StoreResult } from '../quarantine/vault-types.ts';
import { announce } from './announce.ts';
import type { Decision, TriageJob, TriageParts } from './triage-types.ts';

type Parts = Pick<TriageParts, 'ledger' | 'vault' | 'listeners'>;

export type NamedFinding = Pick<StoreRequest, 'path' | 'identity' | 'sha256' | 'signature'>;

/** What the vault needs to know of a file that the engine has a name for; null for every other verdict. */
export function namedFinding({ path }: TriageJob, row: NewVerdict): NamedFinding | null {
  const { verdict, identity, sha256, signature } = row;
  if (verdict !== 'infected' && verdict !== 'suspicious') return null;
  if (identity === null || sha256 === null || signature === null) {
    throw new Error('Such a verdict must carry identity, sha256 and signature.');
  }
  return { path, identity, sha256, signature };
}

/** Puts a named finding into the vault, and tells what came of that. */
export async function lockAway(parts: Parts, finding: NamedFinding, row: NewVerdict): Promise<Decision> {
  // Written as not quarantined until it is: a crash in between leaves the truth behind.
  const written = parts.ledger.record({
    ...row,
    action: 'quarantine-failed',
    actionDetail: 'Lazaret stopped before the file was locked away.',
  });
  const stored = await parts.vault.store({
    ...finding,
    engine: row.engine,
    signatureVersion: row.signatureVersion,
    origin: row.origin,
  });
  return conclude(parts, finding, written, stored);
}

/**
 * A crash between the vault's last step and the ledger's leaves a row that says the file was not locked away. The vault's journal
 * knows better; nobody has been told yet.
 */
export function concludeInterrupted(parts: Parts): void {
  const open = parts.ledger.unresolved().filter(({ record }) => record.action === 'quarantine-failed');
  if (open.length === 0) return;
  const items = new Map(parts.vault.list().map((item) => [keyOf(pathFromFields(item), item.sha256), item]));
  for (const { path, record } of open) {
    const { sha256, signature, at } = record;
    if (sha256 === null || signature === null) continue;
    const item = items.get(keyOf(path, sha256));
    // What was left in its place is scanned again, and says itself what it is.
    if (item === undefined || item.originalLeft || item.at < at) continue;
    conclude(parts, { path, sha256, signature }, { record, repeated: false }, { kind: 'stored', item });
  }
}

const keyOf = (path: FilePath, sha256: string): string => `${sha256} ${pathKey(path)}`;

/** Writes down and announces what became of a file that was to be locked away. */
function conclude(
  parts: Parts,
  { path, signature, sha256 }: Omit<NamedFinding, 'identity'>,
  { record, repeated }: Written,
  stored: StoreResult,
): Decision {
  const { ledger, listeners } = parts;
  switch (stored.kind) {
    case 'stored':
    case 'stored-original-left': {
      const { id, at } = stored.item;
      const detail = stored.kind === 'stored' ? null : stored.detail;
      const done = ledger.setAction(record.id, 'quarantined', detail, id);
      listeners.onVaultTrouble(null);
      announce(parts, path, { record: done, repeated: false });
      listeners.onEvent({ type: 'quarantined', at, id, ...pathToFields(path), signature, sha256 }, path, done);
      if (stored.kind === 'stored-original-left') listeners.onReplaced(path);
      return { record: done, result: 'done' };
    }
    case 'changed': {
      const detail = 'The file changed before it could be locked away; it is scanned again.';
      const done = ledger.setAction(record.id, 'quarantine-failed', detail, null);
      announce(parts, path, { record: done, repeated });
      return { record: done, result: 'retry' };
    }
    case 'gone': {
      const done = ledger.setAction(record.id, 'none', 'The file was gone before it could be locked away.', null);
      ledger.forget(path);
      announce(parts, path, { record: done, repeated });
      return { record: done, result: 'done' };
    }
    case 'failed': {
      const { detail } = stored;
      const done = ledger.setAction(record.id, 'quarantine-failed', detail, null);
      listeners.onVaultTrouble(detail);
      announce(parts, path, { record: done, repeated });
      if (!repeated || listeners.isAwaited(path)) {
        const at = done.at;
        listeners.onEvent({ type: 'quarantine-failed', at, ...pathToFields(path), signature, detail }, path, done);
      }
      return { record: done, result: 'retry' };
    }
    default:
      return assertNever(stored);
  }
}

function assertNever(value: never): never {
  throw new Error(`Not a case: ${JSON.stringify(value)}`);
}
