import { InvalidArgumentError } from 'commander';
import { longestPauseMinutes } from '../scan/pause.ts';
import type { Command } from './answer.ts';
import { exitCodes, reportFailure } from './output.ts';

const untilRestart = 'until-restart';

/** Reads how long to pause: `15m`, `1h` or `until-restart`. In minutes; null is until Lazaret is started again. */
export function parsePause(text: string): number | null {
  if (text === untilRestart) return null;
  const [, count, unit] = /^(\d{1,4})([mh])$/.exec(text) ?? [];
  const minutes = Number(count) * (unit === 'h' ? 60 : 1);
  if (!(minutes >= 1 && minutes <= longestPauseMinutes)) {
    throw new InvalidArgumentError(`It must be like 15m or 1h, up to 24h, or ${untilRestart}.`);
  }
  return minutes;
}

/** Lets scanning wait, and says until when. */
export const pause =
  (minutes: number | null): Command =>
  async ({ client, running }, output) => {
    if (!running) {
      const message = 'Lazaret is not running, so there is nothing to pause. Nothing was changed.';
      return reportFailure(output, { code: 'stopped', message });
    }
    const asked = await client.request('protection.pause', { minutes });
    if (!asked.ok) return reportFailure(output, asked.error);
    const now = await client.request('state.get', {});
    if (!now.ok) return reportFailure(output, now.error);
    const { pausedUntil } = now.value.state.protection;
    if (output.json) output.value({ pausedUntil });
    else {
      output.line(
        `Scanning is paused until ${pausedUntil === null ? 'Lazaret is started again' : new Date(pausedUntil).toLocaleTimeString()}. Files that arrive are kept and scanned afterwards. Go on now with: lazaret resume`,
      );
    }
    return exitCodes.done;
  };

/** Ends a pause. */
export const resume: Command = async ({ client, running }, output) => {
  const asked = await client.request('protection.resume', {});
  if (!asked.ok) return reportFailure(output, asked.error);
  if (output.json) output.value({ pausedUntil: null });
  else if (running) output.line('Scanning goes on.');
  else
    output.line('Nothing is paused, but Lazaret is not running, so nothing is scanned. Start it with: lazaret start');
  return exitCodes.done;
};
