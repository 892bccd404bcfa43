import type { RequestOutput, WindowRequests } from '../../../contract/requests.ts';
import type { Result } from '../../../contract/result.ts';
import type { SettingsPatch } from '../../../contract/settings.ts';
import { useRequest } from '../../ui/use-request.ts';

/** Asks main to change settings; the new ones come back as a push. */
export function useSave(): {
  readonly save: (patch: SettingsPatch) => Promise<Result<RequestOutput<WindowRequests, 'settings.update'>>>;
  readonly saving: boolean;
} {
  const { ask, asking } = useRequest();
  return { save: (patch) => ask('settings.update', patch), saving: asking };
}
