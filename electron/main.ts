import { join } from 'node:path';
import { app, ipcMain, Menu, powerMonitor, protocol, screen, session } from 'electron';
import { chooseLanguage } from '../locales/index.ts';
import { systemClock } from './base/clock.ts';
import { createLogger } from './base/log.ts';
import { createTranslate } from './base/translate.ts';
import { readOwner } from './control/instance-lock.ts';
import { defaultDataDirectory } from './files/default-data-directory.ts';
import { openProtection } from './open-protection.ts';
import { appMenu } from './shell/app-menu.ts';
import { appPaths } from './shell/app-paths.ts';
import { declareAppScheme, serveAppFiles } from './shell/app-protocol.ts';
import { createAutostart } from './shell/autostart.ts';
import { adoptDataDirectory } from './shell/data-profile.ts';
import { desktopHandlers } from './shell/desktop-handlers.ts';
import { createDialogs } from './shell/dialogs.ts';
import { downloadsFolder } from './shell/downloads-folder.ts';
import { serveDroppedFiles } from './shell/dropped-files.ts';
import { electronSettingsStore } from './shell/electron-store-settings.ts';
import { endWith } from './shell/end-with.ts';
import { serveWindowRequests } from './shell/ipc-server.ts';
import { keyringCipher } from './shell/key-cipher.ts';
import { readLaunchOptions } from './shell/launch-options.ts';
import { createNotifier, createRunningHint, notifyOfFindings } from './shell/notifications.ts';
import { createQuietGate } from './shell/quiet-hours.ts';
import { listenForWindowWish, type WindowWish } from './shell/second-start.ts';
import { hardenSession, lockAllContents } from './shell/security.ts';
import { createStopSequence, stopOnQuit } from './shell/stop-on-quit.ts';
import { createTrayIcon } from './shell/tray.ts';
import { createTrayCommands } from './shell/tray-commands.ts';
import { awaitTrayHost, findTrayHost } from './shell/tray-host.ts';
import { trayIcon } from './shell/tray-icons.ts';
import { trayModel } from './shell/tray-model.ts';
import { notifyOfTroubles } from './shell/trouble-news.ts';
import { createMainWindow } from './shell/window.ts';

// The desktop app: parts are made, wired and started here, and stopped in reverse. No logic.

const launch = readLaunchOptions(process.argv, process.env, defaultDataDirectory(process.env, process.platform));
const trouble = adoptDataDirectory(app, launch.dataDirectory);
declareAppScheme();
lockAllContents(app);

// Not awaited: Electron is ready only once this module has been evaluated.
start().catch((error: unknown) => endWith(app, `Lazaret could not start: ${error}`, { showDialog: !launch.hidden }));

async function start(): Promise<void> {
  if (trouble !== null) return endWith(app, trouble, { showDialog: !launch.hidden });
  const first = app.requestSingleInstanceLock({ hidden: launch.hidden });
  return first ? run(listenForWindowWish(app)) : endWith(app, alreadyRunning(), { showDialog: false });
}

function alreadyRunning(): string {
  const owner = readOwner(launch.dataDirectory);
  const who = owner === null ? 'another Lazaret' : `${owner.program}, process ${owner.pid}, since ${owner.since}`;
  return `Lazaret is already running on ${launch.dataDirectory}: ${who}.`;
}

async function run(windowWish: WindowWish): Promise<void> {
  const { dataDirectory } = launch;
  const { platform } = process;
  const log = createLogger(dataDirectory);
  process.on('uncaughtExceptionMonitor', (error) => log.error('Uncaught', error));
  await app.whenReady();
  Menu.setApplicationMenu(appMenu(platform));
  hardenSession(session.defaultSession);

  const paths = appPaths(import.meta.url, app.isPackaged ? process.resourcesPath : join(app.getAppPath(), 'build'));
  const downloads = downloadsFolder(app);
  const askTrayHost = () => findTrayHost(platform);
  const stops = createStopSequence(log);
  stopOnQuit(app, stops, { deadlineMs: 10_000, log });

  const opened = await openProtection({
    dataDirectory,
    settingsStore: electronSettingsStore,
    paths,
    environment: process.env,
    version: app.getVersion(),
    program: app.name,
    firstRunFolders: [downloads],
    isOnBattery: () => powerMonitor.isOnBatteryPower(),
    downloads,
    keyCipher: keyringCipher(platform),
    log,
  });
  if (!opened.ok) return endWith(app, opened.error.message, { showDialog: !launch.hidden });
  const protection = opened.value;
  stops.add('protection', () => protection.stop());
  const translate = createTranslate(() =>
    chooseLanguage(protection.snapshot().state.settings.appearance.language, app.getPreferredSystemLanguages()),
  );

  stops.add('app protocol', await serveAppFiles(protocol, paths.renderer));
  const notify = createNotifier({ icon: paths.appIcon, open: (navigation) => window.show(navigation), log });
  const window = createMainWindow({
    preload: paths.preload,
    icon: paths.appIcon,
    title: app.name,
    dataDirectory,
    devTools: !app.isPackaged,
    colorScheme: protection.snapshot().state.settings.appearance.colorScheme,
    log,
    onHidden: createRunningHint({ askTrayHost, notify, translate }),
  });
  stops.add('window', () => window.dispose());

  const autostart = createAutostart({
    app,
    platform,
    environment: process.env,
    home: app.getPath('home'),
    name: app.name,
    comment: translate('app.tagline'),
    args: launch.dataDirectoryGiven ? ['--data-dir', dataDirectory] : [],
  });
  const dialogs = createDialogs({ window: window.current, translate });
  const desktop = desktopHandlers({ protection, dialogs, autostart, askTrayHost, downloads, clock: systemClock, log });
  const handlers = { ...protection.handlers, ...desktop };
  stops.add('window requests', serveWindowRequests({ ipcMain, window: window.current, handlers, log }));
  stops.add('dropped files', serveDroppedFiles({ ipcMain, window: window.current, handlers, log }));

  const panelScale = screen.getPrimaryDisplay().scaleFactor;
  const tray = createTrayIcon({
    first: trayModel(protection.snapshot().state, translate),
    icon: (level) => trayIcon({ directory: paths.trayIcons, level, platform, panelScale }),
    run: createTrayCommands({ handlers, show: window.show, quit: () => app.quit(), log }),
  });
  stops.add('tray', () => tray.dispose());
  stops.add('wait for a tray host', awaitTrayHost(askTrayHost, tray.reannounce));

  const gate = createQuietGate({
    quietHours: () => protection.snapshot().state.settings.notifications.quietHours,
    translate,
    notify,
    clock: systemClock,
  });
  stops.add('quiet hours', gate.stop);
  const news = { protection, translate, notify: gate.notify, clock: systemClock };
  stops.add('notifications of findings', notifyOfFindings(news));
  stops.add('notifications of troubles', notifyOfTroubles(news));
  const unsubscribe = protection.onPush((push) => {
    window.push(push);
    tray.show(trayModel(protection.snapshot().state, translate));
    if (push.slices.settings !== undefined) window.setColorScheme(push.slices.settings.appearance.colorScheme);
  });
  stops.add('state pushes', unsubscribe);

  powerMonitor.on('shutdown', () => app.quit());
  powerMonitor.on('resume', () => protection.resumed());
  windowWish.grant(() => window.show());
  if (!launch.hidden) window.show();
  await protection.start({ scanExisting: false });
}
