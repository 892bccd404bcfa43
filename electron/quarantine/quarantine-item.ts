import type { QuarantineItem } from '../../contract/quarantine.ts';
import { pathToFields } from '../files/file-path.ts';
import type { ItemHeader } from './item-header.ts';
import type { JournalRow } from './journal.ts';

/** The contract's view of an item. */
export function toItem(
  header: ItemHeader,
  {
    damaged,
    originalLeft,
    trashedAt,
  }: Pick<QuarantineItem, 'originalLeft' | 'trashedAt'> & { readonly damaged: boolean },
): QuarantineItem {
  return {
    id: header.id,
    at: header.at,
    ...pathToFields(header.path),
    signature: header.signature,
    engine: header.engine,
    signatureVersion: header.signatureVersion,
    sha256: header.sha256,
    size: Number(header.identity.size),
    mode: header.mode,
    mtime: isoTime(header.identity.mtimeNs),
    state: damaged ? 'damaged' : 'stored',
    originalLeft,
    trashedAt,
    otherNames: header.links - 1,
    attributes: attributesState(header),
    origin: header.origin,
  };
}

const attributesState = ({ attributes }: ItemHeader): QuarantineItem['attributes'] => {
  if (attributes === null) return 'not-kept';
  return attributes.length === 0 ? 'none' : 'kept';
};

const earliest = Date.parse('0001-01-01T00:00:00Z');
const latest = Date.parse('9999-12-31T00:00:00Z');

/** File systems can hold times that a date cannot; those are shown as the nearest one that can be written. */
function isoTime(timeNs: bigint): string {
  const timeMs = Number(timeNs / 1_000_000n);
  return new Date(Math.min(Math.max(timeMs, earliest), latest)).toISOString();
}

/** What can be shown of an item whose entry in the journal makes no sense: that it is there, and damaged. */
export const senselessRow = ({ id, trashedAt }: Pick<JournalRow, 'id' | 'trashedAt'>): QuarantineItem => ({
  id,
  at: new Date(0).toISOString(),
  path: id,
  signature: '?',
  engine: null,
  signatureVersion: null,
  sha256: '',
  size: 0,
  mode: 0,
  mtime: new Date(0).toISOString(),
  state: 'damaged',
  originalLeft: false,
  trashedAt,
  otherNames: 0,
  attributes: 'not-kept',
  origin: null,
});
