import type { AppState, ProtectionLevel } from '../../contract/state.ts';
import { stateSentence, type Translate } from '../../locales/index.ts';

export type TrayCommand =
  | 'open'
  | 'pause'
  | 'resume'
  | 'scan-now'
  | 'cancel-scan'
  | 'scan-files'
  | 'scan-folder'
  | 'quarantine'
  | 'quit';

export interface TrayItem {
  readonly command: TrayCommand;
  readonly label: string;
  readonly enabled: boolean;
}

/** All that the tray shows. Equal parts look the same, so only what has changed is touched. */
export interface TrayModel {
  readonly icon: ProtectionLevel;
  readonly tooltip: string;
  readonly menu: TrayMenu;
}

/**
 * Groups, with a line between one and the next. The heading is the sentence of state, but the same with work under way
 * as without: a menu that is replaced while somebody points at it loses their click.
 */
export interface TrayMenu {
  readonly heading: string;
  readonly groups: readonly (readonly TrayItem[])[];
}

/** The tray for a state: icon, tooltip and menu say the same as the window does. */
export function trayModel(
  state: Pick<AppState, 'protection' | 'folders' | 'quarantine' | 'fullScans'>,
  t: Translate,
): TrayModel {
  const { protection, folders, quarantine, fullScans } = state;
  const sentence = stateSentence(t, protection);
  const item = (command: TrayCommand, label: string, enabled = true): TrayItem => ({ command, label, enabled });
  return {
    icon: protection.level,
    tooltip: t('tray.tooltip', { state: sentence }),
    menu: {
      heading: protection.level === 'scanning' ? t('state.protected') : sentence,
      groups: [
        [item('open', t('tray.open'))],
        [
          protection.paused ? item('resume', t('tray.resume')) : item('pause', t('tray.pause')),
          fullScans.full === null
            ? item('scan-now', t('tray.scanNow'), folders.length > 0)
            : item('cancel-scan', t('tray.cancelScan')),
          item('scan-files', t('tray.scanFiles')),
          item('scan-folder', t('tray.scanFolder')),
          item('quarantine', t('tray.quarantineCount', { count: quarantine.length })),
        ],
        [item('quit', t('tray.quit'))],
      ],
    },
  };
}
