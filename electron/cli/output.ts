import type { Failure } from '../../contract/result.ts';

/** What commands print to and end with. */
export interface Output {
  readonly json: boolean;
  line(text: string): void;
  /** A JSON value on one line. */
  value(value: unknown): void;
  problem(text: string): void;
  /** A line on stderr that the next one replaces, where somebody watches (a terminal, not JSON); null takes it away. */
  progress(text: string | null): void;
}

/** The exit codes others script against. */
export const exitCodes = { done: 0, infected: 1, error: 2, notFullyScanned: 3 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** `isTTY` and `columns` are there where it is a terminal. */
type TerminalStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** Back to the line's beginning, and away with what is on it. */
const clearLine = '\r\u001b[K';

/**
 * @param onClosed told once when the reader has gone away (`lazaret list | head -1`); what would be printed after that
 * is dropped, and the work itself goes on
 */
export function createOutput(
  json: boolean,
  streams: { readonly stdout: NodeJS.WritableStream; readonly stderr: TerminalStream },
  onClosed: (error: Error) => void,
): Output {
  const writeTo = (stream: NodeJS.WritableStream): ((text: string) => void) => {
    let isOpen = true;
    stream.on('error', (error: Error) => {
      if (isOpen) onClosed(error);
      isOpen = false;
    });
    return (text) => {
      if (isOpen) stream.write(text);
    };
  };
  const write = writeTo(streams.stdout);
  const writeProblem = writeTo(streams.stderr);
  const { isTTY = false, columns = 80 } = streams.stderr;
  let isProgressShown = false;
  const progress = (text: string | null): void => {
    if (json || !isTTY) return;
    if (text !== null) writeProblem(`${clearLine}${text.slice(0, columns - 1)}`);
    else if (isProgressShown) writeProblem(clearLine);
    isProgressShown = text !== null;
  };
  const lineTo =
    (writeText: (text: string) => void) =>
    (text: string): void => {
      progress(null);
      writeText(`${text}\n`);
    };
  const print = lineTo(write);
  return { json, line: print, value: (value) => print(JSON.stringify(value)), problem: lineTo(writeProblem), progress };
}

/** Says what failed, as text or as `{"error": …}`; the exit code of a command that could not be done. */
export function reportFailure(output: Output, error: Failure): ExitCode {
  if (output.json) output.value({ error });
  else output.problem(`lazaret: ${error.message}`);
  return exitCodes.error;
}
