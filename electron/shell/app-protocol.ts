import { readFile } from 'node:fs/promises';
import { type Protocol, protocol } from 'electron';
import { appScheme, findAppFile, listAppFiles, securityHeaders } from './app-files.ts';

/** Gives `app://` a real origin. Electron takes this only before the app is ready. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built window in `directory` at `app://lazaret/`; returns the stop. */
export async function serveAppFiles(target: Protocol, directory: string): Promise<() => void> {
  const files = await listAppFiles(directory);
  target.handle(appScheme, async (request) => {
    const file = findAppFile(files, request);
    if (file === null) return new Response('Not found', { status: 404, headers: securityHeaders });
    return new Response(new Uint8Array(await readFile(file.path)), {
      headers: { ...securityHeaders, 'Content-Type': file.contentType },
    });
  });
  return () => target.unhandle(appScheme);
}
