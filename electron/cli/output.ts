import type { Failure } from '../../contract/result.ts';

/** What commands print to and end with. */
export interface Output {
  readonly json: boolean;
  line(text: string): void;
  /** A JSON value on one line. */
  value(value: unknown): void;
  problem(text: string): void;
}

/** The exit codes others script against. */
export const exitCodes = { done: 0, infected: 1, error: 2, notFullyScanned: 3 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * @param onClosed told once when the reader has gone away (`lazaret list | head -1`); what would be printed after that
 * is dropped, and the work itself goes on
 */
export function createOutput(
  json: boolean,
  streams: { readonly stdout: NodeJS.WritableStream; readonly stderr: NodeJS.WritableStream },
  onClosed: (error: Error) => void,
): Output {
  const printTo = (stream: NodeJS.WritableStream): ((text: string) => void) => {
    let isOpen = true;
    stream.on('error', (error: Error) => {
      if (isOpen) onClosed(error);
      isOpen = false;
    });
    return (text) => {
      if (isOpen) stream.write(`${text}\n`);
    };
  };
  const print = printTo(streams.stdout);
  return { json, line: print, value: (value) => print(JSON.stringify(value)), problem: printTo(streams.stderr) };
}

/** Says what failed, as text or as `{"error": …}`; the exit code of a command that could not be done. */
export function reportFailure(output: Output, error: Failure): ExitCode {
  if (output.json) output.value({ error });
  else output.problem(`lazaret: ${error.message}`);
  return exitCodes.error;
}
