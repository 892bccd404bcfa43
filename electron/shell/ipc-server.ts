import type { BrowserWindow, IpcMain, IpcMainInvokeEvent } from 'electron';
import { ipcChannels } from '../../contract/ipc-channels.ts';
import { type Handlers, type WindowRequests, windowRequests } from '../../contract/requests.ts';
import { fail, type Result } from '../../contract/result.ts';
import { ipcRequestSchema } from '../../contract/wire.ts';
import type { Logger } from '../base/log.ts';
import { createRequestHandler } from '../control/handle-request.ts';
import { appOrigin } from './app-files.ts';

/** Whether a message comes from the main frame of our own window while that shows our own page. */
export function isFromWindow(event: IpcMainInvokeEvent, window: BrowserWindow | null): boolean {
  const frame = event.senderFrame;
  if (frame === null || window === null || window.isDestroyed()) return false;
  return frame === window.webContents.mainFrame && frame.origin === appOrigin;
}

/** Serves the window's requests: sender first, then the parse, then the handler. Returns the stop. */
export function serveWindowRequests(options: {
  readonly ipcMain: IpcMain;
  readonly window: () => BrowserWindow | null;
  readonly handlers: Handlers<WindowRequests>;
  readonly log: Logger;
}): () => void {
  const dispatch = createRequestHandler(windowRequests, options.handlers, options.log);
  options.ipcMain.handle(ipcChannels.request, async (event, message: unknown): Promise<Result<unknown>> => {
    if (!isFromWindow(event, options.window())) {
      options.log.warn('A request from a foreign frame was refused', { url: event.senderFrame?.url ?? null });
      return fail('invalid-input', 'Only the window of Lazaret may ask.');
    }
    const parsed = ipcRequestSchema.safeParse(message);
    if (!parsed.success) return fail('invalid-input', 'A request is a name and an input.');
    return dispatch(parsed.data.name, parsed.data.input);
  });
  return () => options.ipcMain.removeHandler(ipcChannels.request);
}
