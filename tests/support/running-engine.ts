import { onTestFinished } from 'vitest';
import type { EngineSettings } from '../../contract/settings.ts';
import { settingsSchema } from '../../contract/settings.ts';
import type { Endpoint } from '../../electron/engine/endpoint.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import type { Engine } from '../../electron/engine/engine-types.ts';
import { filePath } from '../../electron/files/file-path.ts';
import type { ScanVerdict } from '../../electron/scan/scan-outcome.ts';
import { createScanner, type Scanner } from '../../electron/scan/scanner.ts';
import { builtWorker } from './built-worker.ts';
import { starterSignatures } from './real-clamd.ts';
import { tempDir } from './temp-dir.ts';
import { waitFor } from './wait-for.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** A running engine with the built worker thread; both end with the test. */
export interface RunningEngine {
  readonly engine: Engine;
  readonly scanner: Scanner;
  readonly dataDirectory: string;
  /** Sets the folder of the user's own signatures. */
  useOwn(folder: string | null): void;
  /** Changes the settings of the engine, as the user does. */
  set(changes: Partial<EngineSettings>): void;
}

/** Without anything of the system's, so that it runs a clamd of its own, unless told otherwise. */
export function startEngine(
  options: {
    readonly settings?: Partial<EngineSettings>;
    readonly system?: readonly Endpoint[];
    readonly databases?: readonly string[];
    /** Where clamd is looked for. */
    readonly path?: string;
  } = {},
): RunningEngine {
  const dataDirectory = tempDir();
  const scanner = createScanner({ workerUrl: builtWorker(), log });
  let settings: EngineSettings = { ...settingsSchema.parse({}).engine, ...options.settings };
  const engine = createEngine({
    scanner,
    endpoints: settings.endpoints,
    systemEndpoints: options.system ?? [],
    systemDatabases: options.databases ?? [],
    dataDirectory,
    starterSignatures,
    concurrentScans: () => settings.concurrentScans,
    signatures: { automatic: false, mirror: null, proxy: null },
    settings: () => settings,
    log,
    ...(options.path === undefined ? {} : { path: options.path }),
  });
  onTestFinished(async () => {
    await engine.stop();
    await scanner.stop();
  });
  engine.start();
  const set = (changes: Partial<EngineSettings>): void => {
    settings = { ...settings, ...changes };
    engine.retune();
  };
  return {
    engine,
    scanner,
    dataDirectory,
    set,
    useOwn: (ownFolder) => set({ signatures: { ...settings.signatures, ownFolder } }),
  };
}

export const healthy = (engine: Engine, deadlineMs = 20_000) =>
  waitFor('a healthy engine', () => engine.state().status === 'healthy' && engine.state(), { deadlineMs });

/** One scan the way the product does it: under a lease, whose loss of trust voids a clean. */
export async function scan({ engine, scanner }: RunningEngine, path: string): Promise<ScanVerdict | null> {
  const lease = engine.acquire();
  if (lease === null) return null;
  try {
    const { endpoint, isLenient, signal } = lease;
    const outcome = await scanner.scan({ path: filePath(path), endpoint, maxBytes: 2 ** 31 - 1, isLenient, signal });
    if (outcome.kind === 'gone') throw new Error('The file is gone.');
    return outcome.verdict === 'clean' && !lease.trusted() ? { ...outcome, verdict: 'failed' } : outcome;
  } finally {
    lease.release();
  }
}
