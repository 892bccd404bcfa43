import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Translate } from '../../locales/index.ts';

/** `t` for keys that are put together at run time, as the shared sentences of state need it. */
export function useTranslate(): Translate {
  const { i18n } = useTranslation();
  return useCallback<Translate>((key, params) => String(i18n.t(key as 'app.name', params ?? {})), [i18n]);
}
