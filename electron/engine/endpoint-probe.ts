import type { ClamdStats } from '../../contract/endpoints.ts';
import type { EndpointHealth } from './canary.ts';
import type { Answer } from './clamd-commands.ts';
import type { Endpoint } from './endpoint.ts';

/** What the engine asks of an endpoint. The scanner's thread, which owns all connections, does the asking. */
export interface EndpointProbe {
  /** The whole check of an endpoint: PING, VERSION and the canaries. */
  check(endpoint: Endpoint, signal: AbortSignal): Promise<EndpointHealth>;
  /** PING alone. */
  ping(endpoint: Endpoint, signal: AbortSignal): Promise<Answer<null>>;
  /** How busy it is; null when it does not tell. */
  stats(endpoint: Endpoint, signal: AbortSignal): Promise<ClamdStats | null>;
}
