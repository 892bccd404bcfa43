import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconFile, IconFileSearch, IconFolder } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useRequest } from '../../ui/use-request.ts';

/** Scans files or a folder that the user picks, watched or not. */
export const ScanMenu = memo(function ScanMenu() {
  const { t } = useTranslation();
  const { ask, asking } = useRequest();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button
          variant="default"
          disabled={asking}
          leftSection={<IconFileSearch size={17} aria-hidden />}
          rightSection={<IconChevronDown size={15} aria-hidden />}
        >
          {t('scans.menu')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconFile size={16} aria-hidden />}
          onClick={() => void ask('scan.pick', { what: 'files' })}
        >
          {t('scans.pickFiles')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconFolder size={16} aria-hidden />}
          onClick={() => void ask('scan.pick', { what: 'folder' })}
        >
          {t('scans.pickFolder')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
});
