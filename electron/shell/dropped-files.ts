import { randomUUID } from 'node:crypto';
import type { BrowserWindow, IpcMain } from 'electron';
import type { DroppedScan } from '../../contract/bridge.ts';
import { ipcChannels } from '../../contract/ipc-channels.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import { droppedPathsSchema } from '../../contract/wire.ts';
import type { Logger } from '../base/log.ts';
import type { Protection } from '../protection.ts';
import { isFromWindow } from './ipc-server.ts';

type Handlers = Pick<Protection['handlers'], 'scan.paths'>;

/** Scans what the user picked or dropped, as a scan that the window shows. */
export async function scanShown(handlers: Handlers, paths: readonly string[]): Promise<Result<DroppedScan>> {
  const jobId = randomUUID();
  const started = await handlers['scan.paths']({ jobId, paths: [...paths], shown: true });
  return started.ok ? ok({ jobId }) : started;
}

/**
 * Serves drops onto the window: sender first, then the parse, then the scan. The paths come from our preload, which reads
 * them off File objects; the page itself cannot reach this channel. Returns the stop.
 */
export function serveDroppedFiles(options: {
  readonly ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>;
  readonly window: () => BrowserWindow | null;
  readonly handlers: Handlers;
  readonly log: Logger;
}): () => void {
  options.ipcMain.handle(ipcChannels.drop, async (event, message: unknown): Promise<Result<DroppedScan>> => {
    if (!isFromWindow(event, options.window())) {
      options.log.warn('A drop from a foreign frame was refused', { url: event.senderFrame?.url ?? null });
      return fail('invalid-input', 'Only the window of Lazaret may ask.');
    }
    const paths = droppedPathsSchema.safeParse(message);
    if (!paths.success) {
      return fail('unsupported', 'What was dropped are not files of this computer, so nothing was scanned.');
    }
    return await scanShown(options.handlers, paths.data);
  });
  return () => options.ipcMain.removeHandler(ipcChannels.drop);
}
