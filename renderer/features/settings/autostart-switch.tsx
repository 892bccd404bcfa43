import { Switch } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AutostartState } from '../../../contract/requests.ts';
import { useBridge } from '../../state/context.tsx';
import { FileName } from '../../ui/file-name.tsx';
import { useRequest } from '../../ui/use-request.ts';
import classes from './settings.module.css';

/** Shows what the system will really do at login, also after it was changed elsewhere: read again on every focus. */
export function AutostartSwitch() {
  const { t } = useTranslation();
  const bridge = useBridge();
  const { ask, asking } = useRequest();
  const [autostart, setAutostart] = useState<AutostartState | null>(null);
  const [hasTray, setHasTray] = useState(true);
  const read = useCallback(async () => {
    const [state, tray] = await Promise.all([bridge.request('autostart.get', {}), bridge.request('desktop.tray', {})]);
    setAutostart(state.ok ? state.value : { supported: false, enabled: false, detail: state.error.message });
    if (tray.ok) setHasTray(tray.value.available);
  }, [bridge]);
  useEffect(() => void read(), [read]);
  useWindowEvent('focus', () => void read());
  const set = async (enabled: boolean): Promise<void> => {
    const result = await ask('autostart.set', { enabled });
    if (result.ok) setAutostart(result.value);
    else await read();
  };
  const supported = autostart?.supported ?? false;
  return (
    <>
      <Switch
        label={t('settings.autostart')}
        description={
          <>
            {t('settings.autostartHint')}
            {autostart === null || autostart.detail === '' ? null : (
              <span className={classes.words}>
                {supported ? null : `${t('settings.autostartUnsupported')}: `}
                <FileName name={autostart.detail} wrap />
              </span>
            )}
          </>
        }
        checked={autostart?.enabled ?? false}
        disabled={!supported || asking}
        onChange={({ currentTarget }) => void set(currentTarget.checked)}
      />
      {hasTray ? null : <p className={classes.note}>{t('settings.noTray')}</p>}
    </>
  );
}
