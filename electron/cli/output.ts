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

export function createOutput(json: boolean, stdout: NodeJS.WritableStream, stderr: NodeJS.WritableStream): Output {
  return {
    json,
    line: (text) => void stdout.write(`${text}\n`),
    value: (value) => void stdout.write(`${JSON.stringify(value)}\n`),
    problem: (text) => void stderr.write(`${text}\n`),
  };
}

/** Says what failed, as text or as `{"error": …}`; the exit code of a command that could not be done. */
export function reportFailure(output: Output, error: Failure): ExitCode {
  if (output.json) output.value({ error });
  else output.problem(`lazaret: ${error.message}`);
  return exitCodes.error;
}
