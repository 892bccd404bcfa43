import { useTranslation } from 'react-i18next';
import type { EngineStatus, StateReason } from '../../contract/state.ts';
import { visibleText } from '../../locales/index.ts';
import { useNavigate } from '../navigation.tsx';
import { sayDone, useRequest } from './use-request.ts';

/** Asks the engine for a sign of life and says how it is. */
export function useCheckEngine(): { readonly check: () => void; readonly checking: boolean } {
  const { t } = useTranslation();
  const { ask, asking } = useRequest();
  const check = async (): Promise<void> => {
    const result = await ask('engine.check', {});
    if (!result.ok) return;
    const status: EngineStatus = result.value.status;
    sayDone(t('engine.checkResult', { status: t(`engine.status.${status}`) }));
  };
  return { check: () => void check(), checking: asking };
}

/** Opens the native folder picker and says which folder is watched from now on. */
export function useAddFolder(): { readonly add: () => void; readonly adding: boolean } {
  const { t } = useTranslation();
  const { ask, asking } = useRequest();
  const add = async (): Promise<void> => {
    const result = await ask('folders.pick', {});
    if (result.ok && result.value !== null) sayDone(t('folders.added', { path: visibleText(result.value.path) }));
  };
  return { add: () => void add(), adding: asking };
}

/** What the button of a reason does: a request, or the way to where the user can decide. */
export function useRemedy(): { readonly apply: (reason: StateReason) => void; readonly applying: boolean } {
  const navigate = useNavigate();
  const { ask, asking } = useRequest();
  const { check, checking } = useCheckEngine();
  const { add, adding } = useAddFolder();
  const apply = (reason: StateReason): void => {
    switch (reason.remedy) {
      case 'check-engine':
        check();
        break;
      case 'add-folder':
        add();
        break;
      case 'resume':
        void ask('protection.resume', {});
        break;
      case 'resume-scan':
        void ask('fullScan.resume', {});
        break;
      case 'dismiss-notice':
        void ask('notices.dismiss', { id: String(reason.params.id ?? '') });
        break;
      case 'open-engine':
        navigate({ view: 'engine' });
        break;
      case 'open-folders':
        navigate({ view: 'folders' });
        break;
      case 'open-activity':
        navigate({ view: 'activity', unresolved: true });
        break;
      case 'open-quarantine':
        navigate({ view: 'quarantine' });
        break;
      case 'open-reputation':
        navigate({ view: 'settings', section: 'reputation' });
        break;
    }
  };
  return { apply, applying: asking || checking || adding };
}
