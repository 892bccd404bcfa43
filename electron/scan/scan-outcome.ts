import type { Reason, Verdict } from '../../contract/verdicts.ts';
import type { FileIdentity } from '../files/file-identity.ts';
import type { FileOrigin } from '../files/file-origin.ts';

/** What one attempt to scan a path came to. `gone`: nothing is at that path any more, so there is nothing to say. */
export type ScanOutcome =
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'verdict';
      readonly verdict: Verdict;
      readonly reason: Reason | null;
      readonly signature: string | null;
      /** The engine's or the system's own words, for the file's story. */
      readonly detail: string | null;
      /** Lower-case hex, of the very bytes the engine read; null when not every byte was read. */
      readonly sha256: string | null;
      /** The version that was judged; null when it could not even be looked at. */
      readonly identity: FileIdentity | null;
      readonly durationMs: number;
      /** Where the file came from; absent where that is not known. */
      readonly origin?: FileOrigin | undefined;
    };

export type ScanVerdict = Extract<ScanOutcome, { kind: 'verdict' }>;
