import type { AutostartState, DesktopRequests, Handlers } from '../../contract/requests.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import { errorName, errorText } from '../files/fs-error.ts';
import type { Autostart } from './xdg-autostart.ts';

/** The requests about start at login. What the file system refuses is an answer; anything else is a bug and thrown. */
export function autostartHandlers(
  autostart: Autostart,
): Pick<Handlers<DesktopRequests>, 'autostart.get' | 'autostart.set'> {
  const attempt = (meaning: string, work: () => AutostartState): Result<AutostartState> => {
    try {
      return ok(work());
    } catch (error) {
      if (errorName(error) === null) throw error;
      const { place } = autostart;
      const advice = `Make sure that ${place} belongs to you and can be changed, then try again.`;
      return fail('io', `${meaning}: ${errorText(error)}. ${advice}`, { path: place });
    }
  };
  return {
    'autostart.get': async () => attempt('Whether Lazaret starts at login cannot be told', () => autostart.read()),
    'autostart.set': async ({ enabled }) =>
      attempt(enabled ? 'Lazaret will not start at login' : 'Lazaret may still start at login', () =>
        autostart.set(enabled),
      ),
  };
}
