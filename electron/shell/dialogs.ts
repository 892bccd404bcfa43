import { type BrowserWindow, dialog } from 'electron';

/** The native dialogs; each gives null when the user cancelled. They belong to the window while there is one. */
export interface Dialogs {
  pickFolder(): Promise<string | null>;
  pickSaveTarget(suggestedPath: string): Promise<string | null>;
}

export function createDialogs(options: {
  readonly window: () => BrowserWindow | null;
  readonly titles: { readonly pickFolder: string; readonly saveTarget: string };
}): Dialogs {
  return {
    async pickFolder() {
      const parent = options.window();
      const wanted: Electron.OpenDialogOptions = {
        title: options.titles.pickFolder,
        properties: ['openDirectory', 'createDirectory'],
      };
      const { canceled, filePaths } = await (parent === null
        ? dialog.showOpenDialog(wanted)
        : dialog.showOpenDialog(parent, wanted));
      return canceled ? null : (filePaths[0] ?? null);
    },
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
