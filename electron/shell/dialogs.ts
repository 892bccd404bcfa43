import { type BrowserWindow, dialog } from 'electron';

/** The native dialogs; each gives null when the user cancelled. They belong to the window while there is one. */
export interface Dialogs {
  pickFolder(): Promise<string | null>;
  pickDatabase(): Promise<string | null>;
  pickSaveTarget(suggestedPath: string): Promise<string | null>;
}

export function createDialogs(options: {
  readonly window: () => BrowserWindow | null;
  readonly titles: { readonly pickFolder: string; readonly pickDatabase: string; readonly saveTarget: string };
}): Dialogs {
  const pickOne = async (wanted: Electron.OpenDialogOptions): Promise<string | null> => {
    const parent = options.window();
    const { canceled, filePaths } = await (parent === null
      ? dialog.showOpenDialog(wanted)
      : dialog.showOpenDialog(parent, wanted));
    return canceled ? null : (filePaths[0] ?? null);
  };
  return {
    pickFolder: () => pickOne({ title: options.titles.pickFolder, properties: ['openDirectory', 'createDirectory'] }),
    pickDatabase: () =>
      pickOne({
        title: options.titles.pickDatabase,
        properties: ['openFile'],
        filters: [{ name: 'ClamAV', extensions: ['cvd'] }],
      }),
    async pickSaveTarget(suggestedPath) {
      const parent = options.window();
      const wanted: Electron.SaveDialogOptions = {
        title: options.titles.saveTarget,
        defaultPath: suggestedPath,
        // The restore itself never overwrites; asking for leave to overwrite would promise what does not happen.
        properties: ['createDirectory', 'showHiddenFiles'],
      };
      const { canceled, filePath } = await (parent === null
        ? dialog.showSaveDialog(wanted)
        : dialog.showSaveDialog(parent, wanted));
      return canceled || filePath === '' ? null : filePath;
    },
  };
}
