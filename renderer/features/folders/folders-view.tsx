import { Button } from '@mantine/core';
import { IconFolderPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FolderState } from '../../../contract/state.ts';
import { useAppState } from '../../state/context.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';
import { useAddFolder } from '../../ui/use-remedy.ts';
import { FolderCard } from './folder-card.tsx';
import { FolderDialog } from './folder-dialog.tsx';
import classes from './folders.module.css';
import { RemoveDialog } from './remove-dialog.tsx';
import { SharedExclusions } from './shared-exclusions.tsx';

/** The watched folders and how each is. */
export function FoldersView() {
  const { t } = useTranslation();
  const folders = useAppState((state) => state.folders);
  const { add, adding } = useAddFolder();
  const [leaving, setLeaving] = useState<FolderState | null>(null);
  const [editing, setEditing] = useState<string | null>(null);
  const edited = folders.find(({ id }) => id === editing);
  const watching = folders.filter(({ health }) => health === 'watching').length;
  const addButton = (
    <Button loading={adding} leftSection={<IconFolderPlus size={17} aria-hidden />} onClick={add}>
      {t('folders.add')}
    </Button>
  );
  return (
    <Page
      title={t('folders.title')}
      subtitle={
        watching === folders.length
          ? t('folders.subtitle', { count: watching })
          : t('folders.subtitlePartly', { watching, total: folders.length })
      }
      actions={folders.length === 0 ? null : addButton}
    >
      {folders.length === 0 ? (
        <div className={classes.card}>
          <EmptyState icon={IconFolderPlus} title={t('folders.empty')} hint={t('folders.emptyHint')}>
            {addButton}
          </EmptyState>
        </div>
      ) : (
        <ul className={classes.list}>
          {folders.map((folder) => (
            <FolderCard
              key={folder.id}
              folder={folder}
              onRemove={() => setLeaving(folder)}
              onOptions={() => setEditing(folder.id)}
            />
          ))}
        </ul>
      )}
      {folders.length === 0 ? null : <SharedExclusions />}
      {edited === undefined ? null : <FolderDialog folder={edited} onClose={() => setEditing(null)} />}
      {leaving === null ? null : <RemoveDialog folder={leaving} onClose={() => setLeaving(null)} />}
    </Page>
  );
}
