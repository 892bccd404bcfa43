import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { AutostartState } from '../../contract/requests.ts';
import { errorName } from '../files/fs-error.ts';
import { type AutostartEntry, autostartEntryText, isEntryEnabled } from './desktop-entry.ts';

/** Start at login, as the system has it now. */
export interface Autostart {
  /** Where the system keeps the record, for people: a file, or the name of a list. */
  readonly place: string;
  /** Reads the system's own record each time: the user may change it anywhere. */
  read(): AutostartState;
  /** Throws what the system throws; returns the state read back. */
  set(enabled: boolean): AutostartState;
}

/** Where autostart entries live. A relative `XDG_CONFIG_HOME` is invalid and ignored, as the specification says. */
export function autostartFile(environment: Readonly<Record<string, string | undefined>>, home: string): string {
  const configured = environment.XDG_CONFIG_HOME;
  const base = configured !== undefined && isAbsolute(configured) ? configured : join(home, '.config');
  return join(base, 'autostart', 'lazaret.desktop');
}

/** Start at login on Linux: an XDG autostart entry at `file`. Electron's own login items do nothing there. */
export function xdgAutostart(file: string, entry: AutostartEntry): Autostart {
  const read = (): AutostartState => {
    const text = readIfThere(file);
    return { supported: true, enabled: text !== null && isEntryEnabled(text), detail: file };
  };
  return {
    place: file,
    read,
    set(enabled) {
      if (enabled) replaceFile(file, autostartEntryText(entry));
      else rmSync(file, { force: true });
      return read();
    },
  };
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const name = errorName(error);
    // ENOTDIR: something on the way is a file, so there is no entry either.
    if (name === 'ENOENT' || name === 'ENOTDIR') return null;
    throw error;
  }
}

function replaceFile(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.new`;
  writeFileSync(draft, text, { mode: 0o644 });
  renameSync(draft, file);
}
