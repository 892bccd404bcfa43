import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { waitFor } from '../../support/wait-for.ts';

const run = promisify(execFile);

/** A tray icon on the session bus, as its host sees it. */
export interface SeenTrayIcon {
  tooltip(): Promise<string>;
  /** The icon's size in pixels and its commonest opaque colour, such as `24x24 #e67700`. */
  picture(): Promise<string>;
  /** The labels of the menu, separators left out. */
  menuLabels(): Promise<readonly string[]>;
  /** A plain click on it. */
  click(): Promise<void>;
  /** Chooses the item with this label. */
  choose(label: string): Promise<void>;
}

/** Reads and clicks a tray icon over D-Bus (StatusNotifierItem and com.canonical.dbusmenu). */
export function trayIconOn(options: { busName: string; path: string; env: NodeJS.ProcessEnv }): SeenTrayIcon {
  const call = async (path: string, method: string, ...args: readonly string[]): Promise<string> => {
    const target = ['--session', '--dest', options.busName, '--object-path', path, '--method', method];
    const { stdout } = await run('gdbus', ['call', ...target, '--', ...args], { env: options.env, timeout: 5000 });
    return stdout;
  };
  const property = (name: string): Promise<string> =>
    call(options.path, 'org.freedesktop.DBus.Properties.Get', 'org.kde.StatusNotifierItem', name);
  const menuPath = async (): Promise<string> => /'(\/[^']*)'/.exec(await property('Menu'))?.[1] ?? '/';
  /** Items as `(id, {'label': <'text'>, …}` in GVariant's text form. */
  const menuItems = async (): Promise<readonly { id: string; label: string }[]> => {
    const layout = await call(await menuPath(), 'com.canonical.dbusmenu.GetLayout', 'int32 0', 'int32 -1', '@as []');
    return [...layout.matchAll(/\((?:int32 )?(\d+), \{([^}]*)\}/g)].flatMap(([, id = '', properties = '']) => {
      const label = /'label': <(?:'([^']*)'|"([^"]*)")>/.exec(properties);
      return label === null ? [] : [{ id, label: label[1] ?? label[2] ?? '' }];
    });
  };
  return {
    click: async () => {
      await call(options.path, 'org.kde.StatusNotifierItem.Activate', 'int32 0', 'int32 0');
    },
    tooltip: async () =>
      /'([^']*)', ''\)>,?\)|"([^"]*)"/
        .exec(await property('ToolTip'))
        ?.slice(1)
        .find(Boolean) ?? '',
    async picture() {
      const text = await property('IconPixmap');
      const [, width = '0', height = '0'] = /\((\d+), (\d+),/.exec(text) ?? [];
      const bytes = Buffer.from([...text.matchAll(/0x([0-9a-f]{2})/g)].map(([, hex = '']) => hex).join(''), 'hex');
      return `${width}x${height} #${commonestOpaqueColor(bytes)}`;
    },
    menuLabels: async () => (await menuItems()).map(({ label }) => label),
    async choose(label) {
      // The app may replace its menu between the look and the click; a person would look again too.
      await waitFor(`the tray menu to take the click on "${label}"`, async () => {
        const item = (await menuItems()).find((candidate) => candidate.label === label);
        if (item === undefined) return false;
        const id = `int32 ${item.id}`;
        const event = [id, "'clicked'", '<int32 0>', 'uint32 0'];
        const [sent] = await Promise.allSettled([call(await menuPath(), 'com.canonical.dbusmenu.Event', ...event)]);
        // An app that quits may be gone before it has answered the click.
        return sent.status === 'fulfilled' || String(sent.reason).includes('NoReply');
      });
    },
  };
}

/** Of ARGB pixels, as the StatusNotifierItem specification sends them. */
function commonestOpaqueColor(argb: Buffer): string {
  const counts = new Map<string, number>();
  for (let at = 0; at + 4 <= argb.length; at += 4) {
    if (argb[at] !== 0xff) continue;
    const color = argb.toString('hex', at + 1, at + 4);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 'none';
}
