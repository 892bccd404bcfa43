import { Button, Menu } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useRequest } from '../../ui/use-request.ts';

/** How long scanning is to wait; null is until Lazaret is started again. */
const choices = [
  { minutes: 15, label: 'overview.pause15Minutes' },
  { minutes: 60, label: 'overview.pause1Hour' },
  { minutes: null, label: 'overview.pauseUntilRestart' },
] as const;

/** Lets scanning wait for a while. */
export function PauseMenu() {
  const { t } = useTranslation();
  const { ask, asking } = useRequest();
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <Button variant="default" disabled={asking} leftSection={<IconPlayerPause size={17} aria-hidden />}>
          {t('overview.pause')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map(({ minutes, label }) => (
          <Menu.Item key={label} onClick={() => void ask('protection.pause', { minutes })}>
            {t(label)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
