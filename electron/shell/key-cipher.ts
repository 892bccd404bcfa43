import { safeStorage } from 'electron';
import type { KeyCipher } from '../reputation/key-file.ts';

/**
 * The system's keyring, by way of Electron. On Linux without one, Electron only disguises what it is given, by a password
 * that everybody knows (`basic_text`): that counts as none.
 */
export const keyringCipher = (platform: NodeJS.Platform): KeyCipher => ({
  isSafe: () =>
    safeStorage.isEncryptionAvailable() &&
    (platform !== 'linux' || !['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())),
  encrypt: (text) => safeStorage.encryptString(text),
  decrypt: (bytes) => safeStorage.decryptString(Buffer.from(bytes)),
});
