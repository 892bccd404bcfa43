import type { EngineLimits } from '../../contract/settings.ts';
import type { Endpoint } from './endpoint.ts';

export interface ClamdConfigInput {
  readonly version: readonly [major: number, minor: number];
  readonly platform: NodeJS.Platform;
  readonly endpoint: Endpoint;
  readonly databaseDirectory: string;
  readonly temporaryDirectory: string;
  readonly tuning: ClamdTuning;
}

/** What the user may set of a clamd of ours. */
export interface ClamdTuning {
  /** Scans at a time; clamd gets a few threads more, for health checks meanwhile. */
  readonly concurrentScans: number;
  readonly limits: EngineLimits;
  /** Old signatures are let go before new ones are loaded: half the memory, and no scan meanwhile. */
  readonly lowMemory: boolean;
}

/** One limit for stream, file and whole scan: a gap between them would be passed as clean. The most clamd can do. */
const sizeLimit = '2047M';
const spareThreads = 4;

/**
 * The text of a clamd.conf for a clamd of our own: it reports what it did not look into, serves nobody but us, reads no
 * file by path, and stays in the foreground. Options that a version does not know make it refuse to start, so newer
 * ones are written by version. `User` is never set: clamd runs as whoever runs Lazaret.
 */
export function clamdConfig(input: ClamdConfigInput): string {
  const { concurrentScans, limits, lowMemory } = input.tuning;
  const threads = concurrentScans + spareThreads;
  const lines = [
    'Foreground yes',
    `DatabaseDirectory ${quote(input.databaseDirectory)}`,
    `TemporaryDirectory ${quote(input.temporaryDirectory)}`,
    ...listenOn(input.endpoint),
    // Reported as Heuristics.Limits.* and Heuristics.Encrypted.*; by default both are answered with OK.
    'AlertExceedsMax yes',
    'AlertEncrypted yes',
    `StreamMaxLength ${sizeLimit}`,
    `MaxFileSize ${sizeLimit}`,
    `MaxScanSize ${sizeLimit}`,
    `MaxRecursion ${limits.archiveDepth}`,
    `MaxFiles ${limits.archiveFiles}`,
    `MaxScanTime ${limits.scanSeconds * 1_000}`,
    `ConcurrentDatabaseReload ${lowMemory ? 'no' : 'yes'}`,
    `MaxThreads ${threads}`,
    `MaxQueue ${threads * 4}`,
    'ReadTimeout 120',
    'SelfCheck 600',
    // SCAN by path would tell other users of the machine what is in files they may not read.
    `ExcludePath ${input.platform === 'win32' ? '^.' : '^/'}`,
    'AllowAllMatchScan no',
    'LeaveTemporaryFiles no',
    // Out of memory, it would go on answering errors; its supervisor starts it again.
    'ExitOnOOM yes',
  ];
  // A private socket is ours alone; on a port of this machine anybody could make it reload without end.
  const canReload = input.endpoint.kind === 'unix' ? 'yes' : 'no';
  if (atLeast(input.version, [1, 5])) lines.push('EnableShutdownCommand no', `EnableReloadCommand ${canReload}`);
  return `${lines.join('\n')}\n`;
}

function listenOn(endpoint: Endpoint): readonly string[] {
  if (endpoint.kind === 'unix') {
    return [`LocalSocket ${quote(endpoint.path)}`, 'LocalSocketMode 600', 'FixStaleSocket yes'];
  }
  return [`TCPSocket ${endpoint.port}`, `TCPAddr ${endpoint.host}`];
}

/** clamd takes everything between the first and the last quote, so blanks and even quotes inside are kept. */
function quote(path: string): string {
  if (/[\r\n\0]/.test(path)) throw new Error('A path with a line break cannot be written to clamd.conf.');
  return `"${path}"`;
}

const atLeast = ([major, minor]: readonly [number, number], [a, b]: readonly [number, number]): boolean =>
  major > a || (major === a && minor >= b);
