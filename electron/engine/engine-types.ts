import type { Result } from '../../contract/result.ts';
import type { DownloadSettings, EngineSettings } from '../../contract/settings.ts';
import type { SignatureDatabase, SignatureUpdates } from '../../contract/signatures.ts';
import type { EngineState } from '../../contract/state.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Endpoint } from './endpoint.ts';
import type { EndpointProbe } from './endpoint-probe.ts';
import type { EngineLease } from './engine-member.ts';

/** All the clamds Lazaret may use: finds them, checks them, hands them out, and runs one of its own if need be. */
export interface Engine {
  /** Begins to look for endpoints and to check them. */
  start(): void;
  state(): EngineState;
  /** What names the signatures in use, the user's own among them; null while that is not known, or they have no name. */
  signatures(): string | null;
  onChanged(listener: () => void): () => void;
  /** A hold on the least busy endpoint that is trusted now; null while there is none. */
  acquire(): EngineLease | null;
  /** Something on this endpoint went wrong: it is not trusted until a check that begins now has passed. */
  reportFailure(endpoint: Endpoint, detail: string): void;
  /** Checks every endpoint now, and gives a clamd of our own that was given up another chance. */
  check(): Promise<EngineState>;
  /** Asks those in use how busy they are; what they tell is in `state` from then on. Ends within a few seconds. */
  askStats(): Promise<EngineState>;
  /** Uses these endpoints (`host:port` or socket paths) from now on; none means: find one. */
  configure(endpoints: readonly string[]): void;
  configureSignatures(settings: DownloadSettings): void;
  /** The settings are others: a clamd of our own gets them, by a restart if need be. */
  retune(): void;
  /** Begins to download signatures, once it is known that Lazaret has to; waits for that for some seconds. */
  updateSignatures(): Promise<Result<SignatureUpdates>>;
  /** Takes over an official database that somebody brought as a file, after a check. */
  importSignatures(path: string): Promise<Result<SignatureDatabase>>;
  stop(): Promise<void>;
}

export interface EngineOptions {
  readonly scanner: EndpointProbe;
  readonly endpoints: readonly string[];
  readonly dataDirectory: string;
  /** Directory of the signatures a clamd of our own gets where there are no official ones. */
  readonly starterSignatures: string;
  readonly concurrentScans: () => number;
  readonly signatures: DownloadSettings;
  /** The settings of the moment; ClamAV's and our own defaults if left out. */
  readonly settings?: () => EngineSettings;
  readonly log: Logger;
  readonly clock?: Clock;
  readonly platform?: NodeJS.Platform;
  /** The environment's PATH, where clamd is looked for. */
  readonly path?: string;
  readonly temporaryRoot?: string;
  /** Where a clamd of the system is expected, best first. */
  readonly systemEndpoints?: readonly Endpoint[];
  /** Directories where the system keeps official databases, best first. */
  readonly systemDatabases?: readonly string[];
}
