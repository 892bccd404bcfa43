import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

/** How the desktop app was asked to start. */
export interface LaunchOptions {
  readonly dataDirectory: string;
  /** Whether the data directory was named by the caller; if not, it is the platform's usual place. */
  readonly dataDirectoryGiven: boolean;
  /** Start in the tray, without a window: what start-at-login asks for. */
  readonly hidden: boolean;
}

/**
 * Reads `--data-dir DIR` (or `LAZARET_DATA_DIR`) and `--hidden`. Chromium's own switches and the app path share the
 * command line, so anything unknown is left alone. `usual` is the data directory when none is named.
 */
export function readLaunchOptions(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  usual: string,
): LaunchOptions {
  const { values } = parseArgs({
    args: argv.slice(1),
    options: { 'data-dir': { type: 'string' }, hidden: { type: 'boolean' } },
    strict: false,
  });
  const asked = typeof values['data-dir'] === 'string' ? values['data-dir'] : environment.LAZARET_DATA_DIR;
  const given = asked !== undefined && asked !== '';
  return {
    dataDirectory: given ? resolve(asked) : usual,
    dataDirectoryGiven: given,
    hidden: values.hidden === true,
  };
}

const secondStartSchema = z.object({ hidden: z.boolean() });

/** Whether a second start, as it reached the first instance, asked for no window. Garbled data asks for one. */
export const isHiddenStart = (data: unknown): boolean => secondStartSchema.safeParse(data).data?.hidden ?? false;
