import { type Endpoint, parseEndpoint } from './endpoint.ts';
import type { EngineMember } from './engine-member.ts';

/** The clamds that Lazaret does not run itself: those the user named, else those that may be found on the system. */
export interface OutsideEngines {
  members(): readonly EngineMember[];
  /** Whether the user named them; then they share the work, and no other is looked for. */
  areConfigured(): boolean;
  /** What the user wrote for endpoints and cannot be read as such. */
  unreadable(): readonly string[];
  /** Why what is configured cannot be used at all; null when it can. */
  misconfigured(): string | null;
  /** Uses these endpoints (`host:port` or socket paths) from now on; none means: the usual places. */
  use(texts: readonly string[]): void;
  retire(): void;
}

/** Debian's clamav-daemon listens on the first two (one is a link to the other); Windows guides name the third. */
const usualEndpoints: readonly Endpoint[] = [
  { kind: 'unix', path: '/run/clamav/clamd.ctl' },
  { kind: 'unix', path: '/var/run/clamav/clamd.ctl' },
  { kind: 'tcp', host: '127.0.0.1', port: 3310 },
];

export function createOutsideEngines(
  makeMember: (endpoint: Endpoint, source: EngineMember['source']) => EngineMember,
  systemEndpoints: readonly Endpoint[] = usualEndpoints,
): OutsideEngines {
  let texts: readonly string[] = [];
  let members: readonly EngineMember[] = [];

  const readable = (): readonly Endpoint[] => texts.flatMap((text) => parseEndpoint(text) ?? []);
  const retire = (): void => {
    for (const member of members) member.retire();
  };

  return {
    members: () => members,
    areConfigured: () => texts.length > 0,
    // An error to be shown, not a wish for another engine.
    unreadable: () => texts.filter((text) => parseEndpoint(text) === null),
    misconfigured: () =>
      texts.length > 0 && readable().length === 0
        ? `No endpoint can be read from "${texts.join(', ')}". Write host:port or the path of a socket.`
        : null,
    use(next) {
      retire();
      texts = next;
      members =
        texts.length > 0
          ? readable().map((endpoint) => makeMember(endpoint, 'configured'))
          : systemEndpoints.map((endpoint) => makeMember(endpoint, 'system'));
    },
    retire,
  };
}
