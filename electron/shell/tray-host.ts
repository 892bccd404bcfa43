import { execFile } from 'node:child_process';

/** Whether something on this desktop shows tray icons; `unknown` when the desktop could not be asked. */
export type TrayHost = 'present' | 'absent' | 'unknown';

const watcherName = 'org.kde.StatusNotifierWatcher';
const busQuestion = ['org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus.NameHasOwner'] as const;

/** The two command line tools a Linux desktop has for D-Bus; either may be missing. */
const askers = [
  {
    program: 'gdbus',
    args: ['call', '--session', '--dest', busQuestion[0], '--object-path', busQuestion[1]].concat(
      ['--method', busQuestion[2]],
      watcherName,
    ),
  },
  {
    program: 'dbus-send',
    args: ['--session', '--print-reply', `--dest=${busQuestion[0]}`, busQuestion[1], busQuestion[2]].concat(
      `string:${watcherName}`,
    ),
  },
] as const;

/**
 * Asks the session bus whether anyone hosts tray icons. Source: StatusNotifierItem specification, which gives the host
 * this name. An old XEmbed tray does not show up here, so `absent` means "maybe nobody sees the icon".
 */
export async function findTrayHost(platform: NodeJS.Platform, timeoutMs = 3000): Promise<TrayHost> {
  if (platform !== 'linux') return 'present';
  for (const { program, args } of askers) {
    const reply = await run(program, args, timeoutMs);
    const answer = reply === null ? null : /\b(true|false)\b/.exec(reply);
    if (answer !== null) return answer[1] === 'true' ? 'present' : 'absent';
  }
  return 'unknown';
}

/** What the program printed; null when it is not there, failed or did not answer in time. */
function run(program: string, args: readonly string[], timeoutMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, [...args], { timeout: timeoutMs, killSignal: 'SIGKILL' }, (error, stdout) =>
      resolve(error === null ? stdout : null),
    );
  });
}

/**
 * Calls `onArrived` once, when a tray host that is not there yet has come: at login the panel is often later than the
 * programs it shows. Asks at once, then after 2 s, 4 s, 8 s … and at last once a minute. Returns the stop.
 */
export function awaitTrayHost(ask: () => Promise<TrayHost>, onArrived: () => void): () => void {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const askAgain = async (nextDelayMs: number, first: boolean): Promise<void> => {
    const host = await ask();
    if (stopped || host === 'unknown') return;
    if (host === 'absent') {
      timer = setTimeout(() => void askAgain(Math.min(nextDelayMs * 2, 60_000), false), nextDelayMs);
    } else if (!first) onArrived();
  };
  void askAgain(2000, true);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
