import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '../../support/wait-for.ts';
import { type Child, startChild } from './child.ts';
import { notifyRule, readNotifications, type SeenNotification } from './notification-log.ts';
import { endProcessesNaming } from './processes.ts';
import { type SeenTrayIcon, trayIconOn } from './tray-icon.ts';

/** Who shows tray icons: a panel by D-Bus, an old panel by XEmbed (`trayer`), or nobody. */
export type TrayHostKind = 'panel' | 'trayer' | 'none';

/** A desktop of its own for one test: screen, session bus, notification daemon, tray, home and XDG directories. */
export interface DesktopSession {
  readonly env: NodeJS.ProcessEnv;
  readonly root: string;
  readonly home: string;
  readonly downloads: string;
  readonly configHome: string;
  /** What went to the notification daemon so far. */
  notifications(): readonly SeenNotification[];
  /** The icon the app put into the tray; waits for it. Only with `panel`. */
  trayIcon(): Promise<SeenTrayIcon>;
  /** Starts the panel now, where there was none. */
  startPanel(): Promise<void>;
  stop(): Promise<void>;
}

export async function startDesktopSession(trayHost: TrayHostKind): Promise<DesktopSession> {
  const root = mkdtempSync(join(tmpdir(), 'lazaret-e2e-'));
  const home = join(root, 'home');
  const configHome = join(home, '.config');
  const downloads = join(home, 'Downloads');
  const runtime = join(root, 'run');
  for (const directory of [configHome, downloads]) mkdirSync(directory, { recursive: true });
  mkdirSync(runtime, { mode: 0o700 });

  const children: Child[] = [];
  const start = async (program: string, ...args: readonly string[]): Promise<Child> => {
    const child = await startChild(program, args, env);
    children.push(child);
    return child;
  };
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    LANG: 'C.UTF-8',
    HOME: home,
    XDG_CONFIG_HOME: configHome,
    XDG_DATA_HOME: join(home, '.local', 'share'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_RUNTIME_DIR: runtime,
    XDG_SESSION_TYPE: 'x11',
  };
  const xvfb = await startXvfb(env);
  env.DISPLAY = xvfb.display;
  const bus = await start('dbus-daemon', '--session', '--nofork', '--nopidfile', '--print-address=1');
  env.DBUS_SESSION_BUS_ADDRESS = await waitFor('the session bus', () =>
    bus.lines.find((line) => line.startsWith('unix:')),
  );
  const monitor = await start('dbus-monitor', '--session', notifyRule);
  const stop = async (): Promise<void> => {
    await endProcessesNaming(root);
    for (const child of children.reverse()) await child.stop();
    await xvfb.stop();
    rmSync(root, { recursive: true, force: true });
  };

  let panel: Child | null = null;
  const startPanel = async (): Promise<void> => {
    const started = await start('/usr/bin/python3', join(import.meta.dirname, 'tray-watcher.py'));
    await waitFor('the panel', () => started.lines.includes('ready'));
    panel = started;
  };
  try {
    await start('dunst');
    await waitFor('the notification daemon', () => isOwned('org.freedesktop.Notifications', env));
    if (trayHost === 'trayer') await start('trayer', '--edge', 'top', '--align', 'right', '--height', '24');
    if (trayHost === 'panel') await startPanel();
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    env,
    root,
    home,
    downloads,
    configHome,
    notifications: () => readNotifications(monitor.lines),
    async trayIcon() {
      const [, busName = '', path = ''] = await waitFor('an icon in the tray', () =>
        panel?.lines.findLast((line) => line.startsWith('item ')),
      ).then((line) => line.split(' '));
      return trayIconOn({ busName, path, env });
    },
    startPanel,
    stop,
  };
}

async function isOwned(name: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const bus = 'org.freedesktop.DBus';
  const target = ['--session', '--dest', bus, '--object-path', '/org/freedesktop/DBus', '--method'];
  const asked = await startChild('gdbus', ['call', ...target, `${bus}.NameHasOwner`, name], env);
  await waitFor('an answer of the bus', () => asked.lines.length > 0);
  return asked.lines.some((line) => line.includes('true'));
}

/** `-displayfd` lets the server choose a free number and say it once it listens. */
async function startXvfb(env: NodeJS.ProcessEnv): Promise<{ display: string; stop: () => Promise<void> }> {
  const args = ['-displayfd', '3', '-screen', '0', '1400x900x24', '-nolisten', 'tcp'];
  const child = spawn('Xvfb', args, { env, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let failed: Error | null = null;
  child.once('error', (error) => {
    failed = error;
  });
  let told = '';
  child.stdio[3]?.on('data', (chunk: Buffer) => {
    told += chunk.toString();
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
  };
  const display = await waitFor('Xvfb', () => {
    if (failed !== null) throw failed;
    return told.includes('\n') ? told.trim() : undefined;
  });
  return { display: `:${display}`, stop };
}
