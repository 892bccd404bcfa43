import type { AutostartState, DesktopRequests, Handlers } from '../../contract/requests.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import { errorName, errorText } from '../files/fs-error.ts';
import type { Autostart } from './xdg-autostart.ts';

/** The requests about start at login. What the file system refuses is an answer; anything else is a bug and thrown. */
export function autostartHandlers(
  autostart: Autostart,
): Pick<Handlers<DesktopRequests>, 'autostart.get' | 'autostart.set'> {
  return {
    'autostart.get': async () =>
      attempt('Whether Lazaret starts at login cannot be told', 'can be read', () => autostart.read()),
    'autostart.set': async ({ enabled }) =>
      attempt(enabled ? 'Lazaret will not start at login' : 'Lazaret may still start at login', 'can be written', () =>
        autostart.set(enabled),
      ),
  };
}

function attempt(meaning: string, needed: string, work: () => AutostartState): Result<AutostartState> {
  try {
    return ok(work());
  } catch (error) {
    if (errorName(error) === null) throw error;
    return fail(
      'io',
      `${meaning}: ${errorText(error)}. Make sure that this place belongs to you and ${needed}, then try again.`,
    );
  }
}
