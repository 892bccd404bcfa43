import { closeSync, openSync } from 'node:fs';
import { errorCode } from './fs-error.ts';

/** The system lets this program (EMFILE), or all programs together (ENFILE), open no more files. */
export const isOutOfFiles = (code: string): boolean => code === 'EMFILE' || code === 'ENFILE';

/** Types a setting of Linux, to last. */
export const sysctl = (setting: string): string =>
  `echo ${setting} | sudo tee /etc/sysctl.d/60-lazaret.conf && sudo sysctl --system`;

/** What lets more files be opened, to be typed into a terminal; on Linux it helps a program that is running. */
export function moreOpenFiles(code: string): string {
  if (process.platform !== 'linux') return 'ulimit -n 65536';
  return code === 'ENFILE' ? sysctl('fs.file-max=1048576') : `sudo prlimit --pid ${process.pid} --nofile=65536`;
}

/** For details: what is wrong and what to do. */
export const outOfFilesText = (code: string): string =>
  `Lazaret cannot open any more files (${code}). It goes on by itself when it can. Let it open more with: ${moreOpenFiles(code)}`;

/** Whether a file can be opened at this moment. */
export function canOpenFiles(): boolean {
  try {
    closeSync(openSync('/', 'r'));
    return true;
  } catch (error) {
    return !isOutOfFiles(errorCode(error));
  }
}
