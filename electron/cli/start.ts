import type { Protection } from '../protection.ts';
import { describeEvent } from './describe.ts';
import { describeProgress } from './describe-progress.ts';
import { type ExitCode, exitCodes, type Output } from './output.ts';

/**
 * Watches until told to stop (Ctrl+C, `kill`), printing each event.
 * @param untilStopped resolves when the user or the system wants the process to end
 */
export async function runProtection(
  protection: Protection,
  options: { readonly scanExisting: boolean },
  untilStopped: Promise<void>,
  output: Output,
): Promise<ExitCode> {
  protection.onEvent((event) => {
    if (output.json) {
      output.value(event);
      return;
    }
    const line = describeEvent(event);
    if (line !== null) output.line(line);
    else if (event.type === 'progress') output.progress(describeProgress(event));
  });
  try {
    await protection.start(options);
    await untilStopped;
  } finally {
    await protection.stop();
  }
  return exitCodes.done;
}
