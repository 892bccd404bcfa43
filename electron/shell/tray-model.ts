import { basename } from 'node:path';
import type { AppState, ProtectionLevel, ProtectionState, Remedy } from '../../contract/state.ts';
import { stateSentence, type Translate } from '../../locales/index.ts';
import { shortened } from './shortened.ts';

export type TrayCommand =
  | 'open'
  | 'overview'
  | 'pause-15-minutes'
  | 'pause-1-hour'
  | 'pause-until-restart'
  | Exclude<Remedy, 'dismiss-notice'>
  | { readonly dismissNotice: string }
  | { readonly quarantineId: string }
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

/** What is left of a pause that ends by itself. The words change once a minute, and so does the menu. */
function countedDown(sentence: string, { reasons }: ProtectionState, t: Translate): string {
  const minutes = reasons.find(({ code }) => code === 'paused')?.params.minutes;
  return typeof minutes === 'number' ? t('tray.minutesLeft', { state: sentence, count: minutes }) : sentence;
}

/**
 * The button of the worst reason, as the window has it, and how many more there are, which the window lists. `resume` has
 * its place further down.
 */
function remedyItems({ reasons }: ProtectionState, t: Translate): readonly TrayItem[] {
  const [worst, ...others] = reasons;
  if (worst === undefined) return [];
  const command: TrayCommand =
    worst.remedy === 'dismiss-notice' ? { dismissNotice: String(worst.params.id ?? '') } : worst.remedy;
  return [
    ...(command === 'resume' ? [] : [{ command, label: t(`state.remedy.${worst.remedy}`), enabled: true }]),
    ...(others.length === 0
      ? []
      : [{ command: 'overview' as const, label: t('tray.more', { count: others.length }), enabled: true }]),
  ];
}

const namedItems = 3;
/** Two of these and what is around them make a line. */
const partLimit = 28;

/** The files locked away last, under a line that says so; each leads to its item. */
function lastItems({ quarantine }: Pick<AppState, 'quarantine'>, t: Translate): readonly TrayItem[] {
  if (quarantine.length === 0) return [];
  const newest = [...quarantine].sort((a, b) => b.at.localeCompare(a.at)).slice(0, namedItems);
  return [
    { command: 'quarantine', label: t('tray.lastItems'), enabled: false },
    ...newest.map(({ id, path, signature }) => ({
      command: { quarantineId: id },
      label: t('tray.lastItem', {
        name: shortened(basename(path), partLimit),
        signature: shortened(signature, partLimit),
      }),
      enabled: true,
    })),
  ];
}

/** The tray for a state: icon, tooltip and menu say the same as the window does. */
export function trayModel(
  state: Pick<AppState, 'protection' | 'folders' | 'quarantine' | 'fullScans'>,
  t: Translate,
): TrayModel {
  const { protection, folders, quarantine, fullScans } = state;
  const sentence = countedDown(stateSentence(t, protection), protection, t);
  const remedies = remedyItems(protection, t);
  const last = lastItems(state, t);
  const item = (command: TrayCommand, label: string, enabled = true): TrayItem => ({ command, label, enabled });
  return {
    icon: protection.level,
    tooltip: t('tray.tooltip', { state: sentence }),
    menu: {
      heading: protection.level === 'scanning' ? t('state.protected') : sentence,
      groups: [
        ...(remedies.length === 0 ? [] : [remedies]),
        [item('open', t('tray.open'))],
        [
          fullScans.full === null
            ? item('scan-now', t('tray.scanNow'), folders.length > 0)
            : item('cancel-scan', t('tray.cancelScan')),
          item('scan-files', t('tray.scanFiles')),
          item('scan-folder', t('tray.scanFolder')),
          item('quarantine', t('tray.quarantineCount', { count: quarantine.length })),
        ],
        ...(last.length === 0 ? [] : [last]),
        protection.paused
          ? [item('resume', t('tray.resume'))]
          : [
              item('pause-15-minutes', t('tray.pause15Minutes')),
              item('pause-1-hour', t('tray.pause1Hour')),
              item('pause-until-restart', t('tray.pauseUntilRestart')),
            ],
        [item('quit', t('tray.quit'))],
      ],
    },
  };
}
