import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** The window's only origin. */
export const appScheme = 'app';
export const appHost = 'lazaret';
export const appOrigin = `${appScheme}://${appHost}`;
export const windowUrl = `${appOrigin}/index.html`;

/** One file the window may load. */
export interface AppFile {
  readonly path: string;
  readonly contentType: string;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/**
 * Lists the built window once: URL path → file. Requests are looked up in this list and never turned into a path, so
 * no spelling of `..` can reach another file. Files of a type the window has no use for are left out.
 */
export async function listAppFiles(directory: string): Promise<ReadonlyMap<string, AppFile>> {
  const files = new Map<string, AppFile>();
  const walk = async (folder: string, urlFolder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      const urlPath = `${urlFolder}/${entry.name}`;
      if (entry.isDirectory()) await walk(path, urlPath);
      const contentType = contentTypes[extname(entry.name)];
      if (entry.isFile() && contentType !== undefined) files.set(urlPath, { path, contentType });
    }
  };
  await walk(directory, '');
  return files;
}

/** The file a request of the window means; null for another method, another origin or anything not listed. */
export function findAppFile(
  files: ReadonlyMap<string, AppFile>,
  request: { readonly method: string; readonly url: string },
): AppFile | null {
  if (request.method !== 'GET' || !URL.canParse(request.url)) return null;
  const url = new URL(request.url);
  if (url.protocol !== `${appScheme}:` || url.host !== appHost) return null;
  return files.get(url.pathname === '/' ? '/index.html' : url.pathname) ?? null;
}

/**
 * What a page of this origin may do: load its own files, nothing else. Inline style attributes are allowed because the
 * component library positions with them; inline script is not.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Sent with every answer, the refusals included. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-cache',
};
