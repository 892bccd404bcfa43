import type { EndpointTrouble } from '../../contract/endpoints.ts';
import type { EndpointHealth } from './canary.ts';

/** What the words of a failed check come down to; the first that fits. The system's errors go by their names. */
const signs: readonly (readonly [RegExp, EndpointTrouble])[] = [
  // It is Lazaret itself that may not open any more files: nothing is wrong with the endpoint.
  [/\bE[MN]FILE\b/, 'other'],
  [/\bENOENT\b/, 'not-there'],
  [/\bECONNREFUSED\b/, 'refused'],
  [/\b(?:EACCES|EPERM)\b/, 'denied'],
  [/\b(?:ENOTFOUND|EAI_AGAIN)\b/, 'unknown-host'],
  [/\b(?:EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)\b|\bno connection in\b/, 'unreachable'],
  [/^did not find the EICAR/, 'finds-nothing'],
  [/^did not call a harmless text clean/, 'misjudges'],
  [/was answered with:/, 'not-clamd'],
  [/no answer|not done within|stopped answering|ended the connection/, 'silent'],
];

/** Why an endpoint is of no use, for the sentence that says what to do about it; null when it is well. */
export function troubleOf(health: EndpointHealth | null): EndpointTrouble | null {
  if (health === null) return 'unchecked';
  if (health.healthy) return health.caveat?.kind ?? null;
  return signs.find(([sign]) => sign.test(health.detail))?.[1] ?? 'other';
}
