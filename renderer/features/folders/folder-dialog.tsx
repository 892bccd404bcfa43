import { Button, Group, Modal, Stack, Switch } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FolderState } from '../../../contract/state.ts';
import { FileName } from '../../ui/file-name.tsx';
import { useRequest } from '../../ui/use-request.ts';
import { draftOf, readDraft } from './exclusion-draft.ts';
import { ExclusionFields } from './exclusion-fields.tsx';
import { ExclusionTrial } from './exclusion-trial.tsx';
import classes from './folders.module.css';

interface FolderDialogProps {
  readonly folder: FolderState;
  readonly onClose: () => void;
}

/** How one folder is watched, and what of it is left out. */
export function FolderDialog({ folder, onClose }: FolderDialogProps) {
  const { t } = useTranslation();
  const { ask, asking } = useRequest();
  const [recursive, setRecursive] = useState(folder.recursive);
  const [polling, setPolling] = useState(folder.polling);
  const [draft, setDraft] = useState(() => draftOf(folder.exclusions));
  const { exclusions } = readDraft(draft);
  const save = async (): Promise<void> => {
    if (exclusions === null) return;
    if ((await ask('folders.configure', { id: folder.id, recursive, polling, exclusions })).ok) onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('folders.optionsTitle')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ title: classes.dialogTitle ?? '' }}
    >
      <Stack gap="md">
        <span className={classes.path}>
          <FileName name={folder.path} wrap />
        </span>
        <Switch
          label={t('folders.recursiveLabel')}
          checked={recursive}
          onChange={({ currentTarget }) => setRecursive(currentTarget.checked)}
        />
        <Switch
          label={t('folders.pollingLabel')}
          description={t('folders.pollingHint')}
          checked={polling}
          onChange={({ currentTarget }) => setPolling(currentTarget.checked)}
        />
        <h3 className={classes.dialogHeading}>{t('folders.excludeTitle')}</h3>
        <p className={classes.facts}>{t('folders.excludeText')}</p>
        <ExclusionFields draft={draft} onChange={setDraft} />
        <ExclusionTrial draft={draft} folderId={folder.id} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button loading={asking} disabled={exclusions === null} onClick={() => void save()}>
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
