import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen, type WebContents } from 'electron';
import type { Navigation } from '../../contract/bridge.ts';
import { ipcChannels } from '../../contract/ipc-channels.ts';
import type { Settings } from '../../contract/settings.ts';
import type { StatePush } from '../../contract/state.ts';
import type { Logger } from '../base/log.ts';
import { windowUrl } from './app-files.ts';
import { onChange } from './on-change.ts';
import { fitBounds, minimumSize, readBounds, writeBounds } from './window-bounds.ts';

/** The page's colour before it has painted; the renderer's own page colours, so that nothing flashes. */
const backgrounds = { light: '#f3f7f7', dark: '#0f191c' } as const;

type ColorScheme = Settings['appearance']['colorScheme'];

/** The one window of the app. It is made when first shown; closing it hides it, and protection goes on. */
export interface MainWindow {
  /** Shows and focuses the window, making it if need be; `navigation` says at what. */
  show(navigation?: Navigation): void;
  /** Sends a change of state to the page, if there is one. */
  push(change: StatePush): void;
  setColorScheme(scheme: ColorScheme): void;
  /** The window for dialogs to belong to; null while there is none. */
  current(): BrowserWindow | null;
  /** Closes the window for good. */
  dispose(): void;
}

export interface MainWindowOptions {
  readonly preload: string;
  readonly icon: string;
  readonly title: string;
  readonly dataDirectory: string;
  readonly devTools: boolean;
  readonly colorScheme: ColorScheme;
  readonly log: Logger;
  /** The user closed the window; it is hidden by now. */
  readonly onHidden: () => void | Promise<void>;
}

export function createMainWindow(options: MainWindowOptions): MainWindow {
  const boundsFile = join(options.dataDirectory, 'window.json');
  let window: BrowserWindow | null = null;
  let disposed = false;
  applyColorScheme(options.colorScheme);

  const remember = (target: BrowserWindow): void => {
    try {
      const { x, y, width, height } = target.getNormalBounds();
      writeBounds(boundsFile, { place: { x, y }, width, height, maximized: target.isMaximized() });
    } catch (error) {
      options.log.warn('The size of the window could not be remembered', error);
    }
  };

  const open = (): BrowserWindow => {
    const areas = screen.getAllDisplays().map((display) => display.workArea);
    const { place, width, height, maximized } = fitBounds(readBounds(boundsFile), areas);
    const made = new BrowserWindow({
      ...place,
      width,
      height,
      minWidth: minimumSize.width,
      minHeight: minimumSize.height,
      title: options.title,
      icon: options.icon,
      show: false,
      backgroundColor: background(),
      webPreferences: {
        preload: options.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        webviewTag: false,
        navigateOnDragDrop: false,
        spellcheck: false,
        devTools: options.devTools,
      },
    });
    made.once('ready-to-show', () => {
      if (maximized) made.maximize();
      made.show();
    });
    made.on('close', (event) => {
      remember(made);
      if (disposed) return;
      event.preventDefault();
      made.hide();
      void options.onHidden();
    });
    made.on('closed', () => {
      window = null;
    });
    reviveLostPage(made.webContents, options.log);
    made.loadURL(windowUrl).catch((error: unknown) => options.log.error('The window could not load its page', error));
    window = made;
    return made;
  };

  /** A fresh page gets it once its preload listens; the preload keeps it until the page does. */
  const navigate = (target: WebContents, navigation: Navigation): void => {
    const send = (): void => target.send(ipcChannels.navigate, navigation);
    if (target.isLoading()) target.once('did-finish-load', send);
    else send();
  };

  return {
    show(navigation) {
      if (disposed) return;
      const target = window ?? open();
      const isLost = target.webContents.isCrashed();
      // Whoever asks for the window gets a page, however often it has died before.
      if (isLost) target.webContents.reload();
      // While it loads for the first time, `ready-to-show` will show it.
      if (isLost || !target.webContents.isLoading() || target.isVisible()) {
        if (target.isMinimized()) target.restore();
        target.show();
        target.focus();
      }
      if (navigation !== undefined) navigate(target.webContents, navigation);
    },
    push(change) {
      if (window !== null && !window.webContents.isDestroyed()) window.webContents.send(ipcChannels.push, change);
    },
    setColorScheme: onChange(options.colorScheme, (scheme) => {
      applyColorScheme(scheme);
      window?.setBackgroundColor(background());
    }),
    current: () => window,
    dispose() {
      disposed = true;
      window?.close();
    },
  };
}

const background = (): string => (nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light);

function applyColorScheme(scheme: ColorScheme): void {
  nativeTheme.themeSource = scheme === 'auto' ? 'system' : scheme;
}

const mostRevivals = 3;
const revivalsWithinMs = 60_000;

/** Loads the page anew when its process has died, a few times a minute at most: a page that keeps dying must not spin. */
function reviveLostPage(contents: WebContents, log: Logger): void {
  const revivals: number[] = [];
  contents.on('render-process-gone', (_event, details) => {
    log.error('The window lost its page', details);
    const now = performance.now();
    while ((revivals[0] ?? now) <= now - revivalsWithinMs) revivals.shift();
    if (details.reason === 'clean-exit' || revivals.length >= mostRevivals) return;
    revivals.push(now);
    contents.reload();
  });
}
