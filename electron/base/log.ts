import { join } from 'node:path';
import electronLog from 'electron-log/node';

/** Writes what happened, for people who look for a cause: paths and codes, never the content of a file. */
export interface Logger {
  debug(message: string, details?: unknown): void;
  info(message: string, details?: unknown): void;
  warn(message: string, details?: unknown): void;
  error(message: string, details?: unknown): void;
}

/** Opens `lazaret.log` in `directory`; at 5 MiB it is moved to `lazaret.old.log`, so that it never grows without end. */
export function createLogger(directory: string): Logger {
  const logger = electronLog.create({ logId: directory });
  // Else it looks for a package.json in the working directory, and writes nothing where there is none.
  logger.transports.file.setAppName('lazaret');
  logger.transports.file.resolvePathFn = () => join(directory, 'lazaret.log');
  logger.transports.file.maxSize = 5 * 1024 * 1024;
  logger.transports.file.level = 'info';
  logger.transports.console.level = false;
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, details?: unknown): void =>
      details === undefined ? logger[level](message) : logger[level](message, details);
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
