import type { DownloadSettings } from '../../contract/settings.ts';

export interface FreshclamConfigInput {
  readonly databaseDirectory: string;
  readonly source: Pick<DownloadSettings, 'mirror' | 'proxy'>;
  /** Whom a freshclam started by root shall be, which is a user called clamav by default; null for any other user. */
  readonly owner: string | null;
}

/**
 * The text of a freshclam.conf for one update of our own database: it tells no clamd, runs no command and writes no log.
 * freshclam takes a path or an address up to the end of its quotes (man freshclam.conf).
 */
export function freshclamConfig({ databaseDirectory, source, owner }: FreshclamConfigInput): string {
  const lines = [
    'Foreground yes',
    `DatabaseDirectory ${quote(databaseDirectory)}`,
    ...(owner === null ? [] : [`DatabaseOwner ${quote(owner)}`]),
    source.mirror === null ? 'DatabaseMirror database.clamav.net' : `PrivateMirror ${quote(source.mirror)}`,
    ...(source.proxy === null ? [] : proxyLines(source.proxy)),
    // We try again by a schedule of our own, which knows what the server said.
    'MaxAttempts 1',
    'ConnectTimeout 30',
    'ReceiveTimeout 1800',
  ];
  return `${lines.join('\n')}\n`;
}

function proxyLines(proxy: string): readonly string[] {
  const colon = proxy.lastIndexOf(':');
  return [`HTTPProxyServer ${quote(proxy.slice(0, colon))}`, `HTTPProxyPort ${proxy.slice(colon + 1)}`];
}

function quote(text: string): string {
  if (/[\r\n\0]/.test(text)) throw new Error('A text with a line break cannot be written to freshclam.conf.');
  return `"${text}"`;
}
