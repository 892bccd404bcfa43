import { type BrowserWindow, dialog } from 'electron';
import type { Translate } from '../../locales/index.ts';

/** The native dialogs; each gives null when the user cancelled. They belong to the window while there is one. */
export interface Dialogs {
  pickFolder(): Promise<string | null>;
  /** Several files, or one folder, to scan now. */
  pickToScan(what: 'files' | 'folder'): Promise<readonly string[] | null>;
  pickDatabase(): Promise<string | null>;
  pickSignatureFolder(): Promise<string | null>;
  pickSaveTarget(suggestedPath: string): Promise<string | null>;
  pickExportTarget(suggestedPath: string): Promise<string | null>;
}

export function createDialogs(options: {
  readonly window: () => BrowserWindow | null;
  readonly translate: Translate;
}): Dialogs {
  const { translate: t } = options;
  const pick = async (wanted: Electron.OpenDialogOptions): Promise<readonly string[] | null> => {
    const parent = options.window();
    const { canceled, filePaths } = await (parent === null
      ? dialog.showOpenDialog(wanted)
      : dialog.showOpenDialog(parent, wanted));
    return canceled || filePaths.length === 0 ? null : filePaths;
  };
  const pickOne = async (wanted: Electron.OpenDialogOptions): Promise<string | null> =>
    (await pick(wanted))?.[0] ?? null;
  /** Neither a restore nor an export ever overwrites; asking for leave to overwrite would promise what does not happen. */
  const pickTarget = async (title: string, defaultPath: string): Promise<string | null> => {
    const parent = options.window();
    const wanted: Electron.SaveDialogOptions = {
      title,
      defaultPath,
      properties: ['createDirectory', 'showHiddenFiles'],
    };
    const { canceled, filePath } = await (parent === null
      ? dialog.showSaveDialog(wanted)
      : dialog.showSaveDialog(parent, wanted));
    return canceled || filePath === '' ? null : filePath;
  };
  return {
    pickFolder: () => pickOne({ title: t('dialog.pickFolderTitle'), properties: ['openDirectory', 'createDirectory'] }),
    pickToScan: (what) =>
      pick(
        what === 'files'
          ? { title: t('dialog.scanFilesTitle'), properties: ['openFile', 'multiSelections', 'showHiddenFiles'] }
          : { title: t('dialog.scanFolderTitle'), properties: ['openDirectory', 'showHiddenFiles'] },
      ),
    pickSignatureFolder: () => pickOne({ title: t('dialog.pickSignatureFolderTitle'), properties: ['openDirectory'] }),
    pickDatabase: () =>
      pickOne({
        title: t('dialog.pickDatabaseTitle'),
        properties: ['openFile'],
        filters: [{ name: 'ClamAV', extensions: ['cvd'] }],
      }),
    pickSaveTarget: (suggestedPath) => pickTarget(t('dialog.restoreTitle'), suggestedPath),
    pickExportTarget: (suggestedPath) => pickTarget(t('dialog.exportTitle'), suggestedPath),
  };
}
