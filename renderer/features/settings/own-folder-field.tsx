import { Button, Group } from '@mantine/core';
import { IconFolder, IconFolderOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAppState } from '../../state/context.tsx';
import { FileName } from '../../ui/file-name.tsx';
import { useRequest } from '../../ui/use-request.ts';
import classes from './settings.module.css';

/** Which folder the user's own signatures come from. It is picked in a dialog of the system. */
export function OwnFolderField() {
  const { t } = useTranslation();
  const folder = useAppState((state) => state.settings.engine.signatures.ownFolder);
  const { ask, asking } = useRequest();
  return (
    <div className={classes.ownFolder}>
      <p className={classes.note}>{t('settings.ownFolderHint')}</p>
      {folder === null ? null : (
        <p className={classes.words}>
          <FileName name={folder} wrap />
        </p>
      )}
      <Group gap="xs">
        <Button
          size="sm"
          variant="default"
          loading={asking}
          leftSection={<IconFolder size={17} aria-hidden />}
          onClick={() => void ask('signatures.pickOwnFolder', {})}
        >
          {t('settings.ownFolderPick')}
        </Button>
        {folder === null ? null : (
          <Button
            size="sm"
            variant="default"
            disabled={asking}
            leftSection={<IconFolderOff size={17} aria-hidden />}
            onClick={() => void ask('signatures.useNoOwnFolder', {})}
          >
            {t('settings.ownFolderNone')}
          </Button>
        )}
      </Group>
    </div>
  );
}
