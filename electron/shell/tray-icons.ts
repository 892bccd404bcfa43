import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NativeImage, nativeImage } from 'electron';
import type { ProtectionLevel } from '../../contract/state.ts';
import { iconDrawings } from './icon-drawings.ts';

/** The icon of a state from the drawings in `directory`. */
export function trayIcon(options: {
  readonly directory: string;
  readonly level: ProtectionLevel;
  readonly platform: NodeJS.Platform;
  readonly panelScale: number;
}): NativeImage {
  const image = nativeImage.createEmpty();
  for (const { scaleFactor, file } of iconDrawings(options.level, options.platform, options.panelScale)) {
    image.addRepresentation({ scaleFactor, buffer: readFileSync(join(options.directory, file)) });
  }
  image.setTemplateImage(options.platform === 'darwin');
  return image;
}
