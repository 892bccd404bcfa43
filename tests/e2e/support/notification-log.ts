/** One call of `org.freedesktop.Notifications.Notify`, as it went over the bus. */
export interface SeenNotification {
  readonly app: string;
  readonly title: string;
  readonly body: string;
}

/** What to give to `dbus-monitor` for it to print these calls. */
export const notifyRule = "type='method_call',interface='org.freedesktop.Notifications',member='Notify'";

/**
 * Reads the calls out of what `dbus-monitor` printed. The arguments are, by the Desktop Notifications Specification:
 * app name, id to replace, icon, summary, body, then actions and hints.
 */
export function readNotifications(lines: readonly string[]): readonly SeenNotification[] {
  const calls: string[][] = [];
  for (const line of lines) {
    if (line.startsWith('method call')) calls.push([]);
    const text = /^ {3}string "(.*)"$/.exec(line)?.[1];
    if (text !== undefined) calls.at(-1)?.push(text);
  }
  // One that is still being printed is none yet.
  const whole = calls.filter(({ length }) => length >= 4);
  return whole.map(([app = '', _icon, title = '', body = '']) => ({ app, title, body }));
}
