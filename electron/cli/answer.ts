import type { Result } from '../../contract/result.ts';
import type { OpenedClient } from './open-client.ts';
import { type ExitCode, exitCodes, type Output, reportFailure } from './output.ts';

/** A command: asks through the client, prints, and says how the process should end. */
export type Command = (opened: OpenedClient, output: Output) => Promise<ExitCode>;

/** Runs one request and prints its value: as JSON, or as the lines `toLines` makes of it. */
export async function answer<T>(
  output: Output,
  asked: Promise<Result<T>>,
  toLines: (value: T) => readonly string[],
): Promise<ExitCode> {
  const result = await asked;
  if (!result.ok) return reportFailure(output, result.error);
  if (output.json) output.value(result.value);
  else for (const line of toLines(result.value)) output.line(line);
  return exitCodes.done;
}
