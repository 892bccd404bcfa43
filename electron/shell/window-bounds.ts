import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const boundsSchema = z.object({
  /** Null lets the system place the window. */
  place: z.object({ x: z.int(), y: z.int() }).nullable(),
  width: z.int().positive(),
  height: z.int().positive(),
  maximized: z.boolean(),
});

/** Where the window was, in device-independent pixels. */
export type WindowBounds = z.infer<typeof boundsSchema>;

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const minimumSize = { width: 800, height: 560 } as const;
export const defaultBounds: WindowBounds = { place: null, width: 1160, height: 760, maximized: false };

/** How much of the window must be on a screen, each way, for a person to get hold of it. */
const graspPixels = 80;

/** Keeps the size within limits, and the place only where a screen still is: displays come and go. */
export function fitBounds(saved: WindowBounds, workAreas: readonly Rectangle[]): WindowBounds {
  const { place, maximized } = saved;
  const width = Math.max(saved.width, minimumSize.width);
  const height = Math.max(saved.height, minimumSize.height);
  const inReach = workAreas.some(
    (area) =>
      place !== null &&
      Math.min(place.x + width, area.x + area.width) - Math.max(place.x, area.x) >= graspPixels &&
      place.y >= area.y &&
      place.y <= area.y + area.height - graspPixels,
  );
  return { place: inReach ? place : null, width, height, maximized };
}

/** Reads the remembered bounds of `file`; the default when there are none or they make no sense. */
export function readBounds(file: string): WindowBounds {
  try {
    return boundsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // A lost window size is worth neither a message nor a failed start.
    return defaultBounds;
  }
}

/** Remembers the bounds in `file`, replacing it in one step. Throws what the file system throws. */
export function writeBounds(file: string, bounds: WindowBounds): void {
  const draft = `${file}.new`;
  writeFileSync(draft, JSON.stringify(bounds), { mode: 0o600 });
  renameSync(draft, file);
}
