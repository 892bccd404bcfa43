import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A tray icon on the session bus, as its host sees it. */
export interface SeenTrayIcon {
  tooltip(): Promise<string>;
  /** The labels of the menu, separators left out. */
  menuLabels(): Promise<readonly string[]>;
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
    tooltip: async () =>
      /'([^']*)', ''\)>,?\)|"([^"]*)"/
        .exec(await property('ToolTip'))
        ?.slice(1)
        .find(Boolean) ?? '',
    menuLabels: async () => (await menuItems()).map(({ label }) => label),
    async choose(label) {
      const item = (await menuItems()).find((candidate) => candidate.label === label);
      if (item === undefined) throw new Error(`The tray menu has no item "${label}".`);
      await call(
        await menuPath(),
        'com.canonical.dbusmenu.Event',
        `int32 ${item.id}`,
        "'clicked'",
        '<int32 0>',
        'uint32 0',
      );
    },
  };
}
