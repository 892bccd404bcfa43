import type { FullScanProgress, FullScanResult } from '../../contract/full-scan.ts';

/** A full scan in its middle; `changes` on top. */
export const fullScan = (changes: Partial<FullScanProgress>): FullScanProgress => ({
  id: 'scan',
  trigger: 'on-demand',
  folderIds: null,
  phase: 'scanning',
  startedAt: new Date(Date.now() - 95_000).toISOString(),
  files: 12_899,
  filesTotal: 51_596,
  bytes: 4_100_000_000,
  bytesTotal: 16_400_000_000,
  known: 11_004,
  counts: { clean: 1_892, infected: 1, suspicious: 0, unscannable: 2, failed: 0 },
  filesPerSecond: 136,
  bytesPerSecond: 43_000_000,
  secondsLeft: 286,
  ...changes,
});

/** What one came to; `changes` on top. */
export const fullScanResult = (changes: Partial<FullScanResult>): FullScanResult => ({
  id: 'scan',
  trigger: 'on-demand',
  folderIds: null,
  startedAt: new Date(Date.now() - 700_000).toISOString(),
  endedAt: new Date(Date.now() - 310_000).toISOString(),
  cancelled: false,
  failure: null,
  files: 51_596,
  bytes: 16_400_000_000,
  known: 11_004,
  counts: { clean: 40_589, infected: 1, suspicious: 0, unscannable: 2, failed: 0 },
  ...changes,
});
