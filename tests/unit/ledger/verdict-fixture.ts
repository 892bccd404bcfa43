import type { FileIdentity } from '../../../electron/files/file-identity.ts';
import { filePath } from '../../../electron/files/file-path.ts';
import { unknownTimes } from '../../../electron/files/file-times.ts';
import type { NewVerdict } from '../../../electron/ledger/write-verdicts.ts';

/** A file's version; its device number is one that no 64-bit integer with a sign holds. */
export const identity = (over: Partial<FileIdentity> = {}): FileIdentity => ({
  dev: 2n ** 63n + 7n,
  ino: 12n,
  size: 68n,
  mtimeNs: 1_700_000_000_123_456_789n,
  ctimeNs: 1_700_000_000_123_456_790n,
  ...over,
});

/** A clean arrival's verdict, with `over` on top. */
export const cleanVerdict = (over: Partial<NewVerdict> = {}): NewVerdict => ({
  path: filePath('/downloads/a.txt'),
  folderId: 'f1',
  identity: identity(),
  sha256: 'ab'.repeat(32),
  verdict: 'clean',
  reason: null,
  signature: null,
  detail: null,
  trigger: 'arrival',
  durationMs: 3,
  origin: null,
  referrer: null,
  engine: 'ClamAV 1.4.6',
  signatureVersion: '27000',
  action: 'none',
  actionDetail: null,
  times: unknownTimes,
  ...over,
});

export const quarantines = { infected: true, suspicious: false };
