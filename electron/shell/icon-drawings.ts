import { join } from 'node:path';
import type { ProtectionLevel } from '../../contract/state.ts';

/** One drawing of an icon: the file's name and the scale factor it is for. */
export interface IconDrawing {
  readonly scaleFactor: number;
  readonly file: string;
}

/** Sizes in pixels that are drawn for light and dark panels alike; macOS tints its two templates itself. */
const colorSizes = [16, 20, 22, 24, 28, 32, 36, 48, 64] as const;
const windowsScales = [1, 1.25, 1.5, 1.75, 2, 3] as const;

/**
 * Which drawings make the icon of a state. Windows and macOS choose among them by scale factor. Linux panels are sent
 * one picture over D-Bus, so there the display's own factor (`panelScale`) chooses, for panels of 24 logical pixels.
 */
export function iconDrawings(
  level: ProtectionLevel,
  platform: NodeJS.Platform,
  panelScale: number,
): readonly IconDrawing[] {
  const color = (pixels: number): string => {
    const size = colorSizes.find((drawn) => drawn >= pixels) ?? 64;
    return join('color', `${level}-${size}.png`);
  };
  switch (platform) {
    case 'darwin':
      return [1, 2].map((scaleFactor) => ({ scaleFactor, file: join('template', `${level}-${16 * scaleFactor}.png`) }));
    case 'win32':
      return windowsScales.map((scaleFactor) => ({ scaleFactor, file: color(16 * scaleFactor) }));
    default:
      return [{ scaleFactor: 1, file: color(24 * panelScale) }];
  }
}
