/** Longer ones are not read: no browser writes them, and they could fill the ledger. */
const longestRead = 16 * 1024;
const longestKept = 2048;
const known: ReadonlySet<string> = new Set(['http:', 'https:', 'ftp:', 'ftps:']);

/**
 * An address a download came from, as it may be kept: without credentials, query and fragment, which carry names,
 * session keys and search words. Of one that is very long only the host is left; of a `blob:`, made by a page, the page's.
 *
 * @returns null for what is no address of the net (`about:internet`, `data:`, a local file, no URL at all)
 */
export function originAddress(raw: string): string | null {
  if (raw.length > longestRead) return null;
  const text = raw.trim();
  const isBlob = text.startsWith('blob:');
  const url = parseUrl(isBlob ? text.slice('blob:'.length) : text);
  if (url === null || !known.has(url.protocol) || url.hostname === '') return null;
  const root = `${url.protocol}//${url.host}/`;
  if (isBlob) return root;
  const whole = `${url.protocol}//${url.host}${url.pathname}`;
  return whole.length > longestKept ? root : whole;
}

/** The host of a kept address in lower case, foreign letters as Punycode, so that look-alikes show; null for none. */
export const originHost = (address: string | null): string | null =>
  address === null ? null : (parseUrl(address)?.hostname ?? null);

const parseUrl = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);
