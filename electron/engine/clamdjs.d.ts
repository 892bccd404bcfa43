/** clamdjs 1.0.2 has no types; only what Lazaret uses is declared. */
declare module 'clamdjs' {
  import type { Readable } from 'node:stream';

  /** Throws when host or port is missing. */
  export function createScanner(
    host: string,
    port: number,
  ): {
    /** Resolves with the reply as text, also when it is empty. `timeoutMs` caps the whole scan. */
    scanStream(stream: Readable, timeoutMs: number): Promise<string>;
  };
}
