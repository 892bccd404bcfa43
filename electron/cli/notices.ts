import type { AppState } from '../../contract/state.ts';
import { reasonDetail, reasonSentence, type Translate } from '../../locales/index.ts';
import type { ControlClient } from '../control/control-client.ts';
import type { Output } from './output.ts';

/** Says on stderr what was found broken, e.g. a settings file that was set aside: it may not be told again. */
export function printStateNotices({ notices }: Pick<AppState, 'notices'>, output: Output, t: Translate): void {
  for (const { code, params } of notices) {
    const reason = { code: 'notice' as const, params: { ...params, code }, remedy: 'dismiss-notice' as const };
    output.problem(`lazaret: ${reasonSentence(t, reason)} ${reasonDetail(t, reason)}`.trimEnd());
  }
}

/** The same, asked of the Lazaret that answers. */
export async function printNotices(client: ControlClient, output: Output, t: Translate): Promise<void> {
  const snapshot = await client.request('state.get', {});
  if (snapshot.ok) printStateNotices(snapshot.value.state, output, t);
}
