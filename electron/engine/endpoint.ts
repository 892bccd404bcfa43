/** Where a clamd listens. */
export type Endpoint =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

/** The text form of an endpoint, as in settings and on screen: a socket path or `host:port`. */
export function formatEndpoint(endpoint: Endpoint): string {
  if (endpoint.kind === 'unix') return endpoint.path;
  return endpoint.host.includes(':') ? `[${endpoint.host}]:${endpoint.port}` : `${endpoint.host}:${endpoint.port}`;
}

/** Reads the text form; null when it is neither an absolute socket path nor `host:port` with a port of 1 to 65535. */
export function parseEndpoint(text: string): Endpoint | null {
  const trimmed = text.trim();
  if (trimmed.startsWith('/') || trimmed.startsWith('\\\\.\\pipe\\')) return { kind: 'unix', path: trimmed };
  const match = /^(?:\[(?<v6>[0-9a-fA-F:]+)\]|(?<host>[^\s:/]+)):(?<port>\d{1,5})$/.exec(trimmed);
  const host = match?.groups?.v6 ?? match?.groups?.host;
  const port = Number(match?.groups?.port);
  if (host === undefined || !Number.isInteger(port) || port < 1 || port > 65_535) return null;
  return { kind: 'tcp', host, port };
}

/** `LAZARET_CLAMD`: endpoints separated by commas, which count instead of those in the settings; null without it. */
export function endpointsOfEnvironment(environment: NodeJS.ProcessEnv): readonly string[] | null {
  const text = environment.LAZARET_CLAMD;
  if (text === undefined || text.trim() === '') return null;
  return text.split(',').map((endpoint) => endpoint.trim());
}
