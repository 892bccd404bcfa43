import { Menu, type MenuItemConstructorOptions, type NativeImage, Tray } from 'electron';
import type { ProtectionLevel } from '../../contract/state.ts';
import type { TrayCommand, TrayModel } from './tray-model.ts';

export interface TrayIcon {
  /** Shows a model; does nothing while the tray looks like that already. */
  show(model: TrayModel): void;
  /** Announces the icon anew, for a panel that came later than we did. */
  reannounce(): void;
  dispose(): void;
}

/** Puts an icon into the tray. `run` is called with what the user chose; a plain click means `open`. */
export function createTrayIcon(options: {
  readonly first: TrayModel;
  readonly icon: (level: ProtectionLevel) => NativeImage;
  readonly run: (command: TrayCommand) => void;
}): TrayIcon {
  let shown = options.first;

  const menuOf = (model: TrayModel): Menu => {
    const groups = model.groups.map((items) =>
      items.map(
        ({ command, label, enabled }): MenuItemConstructorOptions => ({
          id: command,
          label,
          enabled,
          click: () => options.run(command),
        }),
      ),
    );
    const heading: MenuItemConstructorOptions = { label: model.heading, enabled: false };
    return Menu.buildFromTemplate([
      heading,
      ...groups.flatMap((items): MenuItemConstructorOptions[] => [{ type: 'separator' }, ...items]),
    ]);
  };
  const make = (): Tray => {
    const tray = new Tray(options.icon(shown.icon));
    tray.setToolTip(shown.tooltip);
    tray.setContextMenu(menuOf(shown));
    tray.on('click', () => options.run('open'));
    return tray;
  };

  let tray = make();
  return {
    show(model) {
      if (JSON.stringify(model) === JSON.stringify(shown)) return;
      if (model.icon !== shown.icon) tray.setImage(options.icon(model.icon));
      if (model.tooltip !== shown.tooltip) tray.setToolTip(model.tooltip);
      tray.setContextMenu(menuOf(model));
      shown = model;
    },
    reannounce() {
      tray.destroy();
      tray = make();
    },
    dispose: () => tray.destroy(),
  };
}
