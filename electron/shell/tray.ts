import { Menu, type MenuItemConstructorOptions, type NativeImage, Tray } from 'electron';
import type { ProtectionLevel } from '../../contract/state.ts';
import type { TrayCommand, TrayItem, TrayMenu, TrayModel } from './tray-model.ts';

export interface TrayIcon {
  /** Shows a model, touching only what differs from what is shown. */
  show(model: TrayModel): void;
  /** Announces the icon anew, for a panel that came later than we did. */
  reannounce(): void;
  dispose(): void;
}

/** A lone `&` would mark the next letter as a key of the menu and vanish; folders and files may have one in their names. */
const literal = (label: string): string => label.replaceAll('&', '&&');

/** Puts an icon into the tray. `run` is called with what the user chose; a plain click means `open`. */
export function createTrayIcon(options: {
  readonly first: TrayModel;
  readonly icon: (level: ProtectionLevel) => NativeImage;
  readonly run: (command: TrayCommand) => void;
}): TrayIcon {
  let shown = options.first;

  const itemOf = ({ command, label, enabled }: TrayItem): MenuItemConstructorOptions => ({
    label: literal(label),
    enabled,
    click: () => options.run(command),
  });
  const menuOf = ({ heading, groups }: TrayMenu): Menu =>
    Menu.buildFromTemplate([
      { label: literal(heading), enabled: false },
      ...groups.flatMap((items): MenuItemConstructorOptions[] => [{ type: 'separator' }, ...items.map(itemOf)]),
    ]);
  const make = (): Tray => {
    const tray = new Tray(options.icon(shown.icon));
    tray.setToolTip(shown.tooltip);
    tray.setContextMenu(menuOf(shown.menu));
    tray.on('click', () => options.run('open'));
    return tray;
  };

  let tray = make();
  return {
    show(model) {
      if (model.icon !== shown.icon) tray.setImage(options.icon(model.icon));
      if (model.tooltip !== shown.tooltip) tray.setToolTip(model.tooltip);
      if (JSON.stringify(model.menu) !== JSON.stringify(shown.menu)) tray.setContextMenu(menuOf(model.menu));
      shown = model;
    },
    reannounce() {
      tray.destroy();
      tray = make();
    },
    dispose: () => tray.destroy(),
  };
}
