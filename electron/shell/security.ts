import type { App, Session, WebContents } from 'electron';
import { appHost, appScheme, windowUrl } from './app-files.ts';

/** Schemes a page of ours may load from: its own files, and what it carries itself. Nothing of it goes over a network. */
const isLocalRequest = (url: string): boolean => {
  const { protocol, host } = new URL(url);
  return protocol === 'data:' || protocol === 'devtools:' || (protocol === `${appScheme}:` && host === appHost);
};

/**
 * Takes from a session all that the window has no use for: permissions, devices, downloads, the spell checker (which
 * would fetch dictionaries) and every request that is not for the app's own files.
 */
export function hardenSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isLocalRequest(details.url) }));
}

/** Locks one page: it stays where it is, opens no window and embeds no other page. */
function lockContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  // Covers the main frame and every subframe; `will-navigate` alone would leave subframes free.
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || event.url !== windowUrl) event.preventDefault();
  });
}

/** Locks every page this app will ever make, whoever makes it. */
export function lockAllContents(app: App): void {
  app.on('web-contents-created', (_event, contents) => lockContents(contents));
}
