import { Button, Drawer, Group } from '@mantine/core';
import { IconArrowBackUp, IconFileUnknown, IconFlag, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { QuarantineItem } from '../../../contract/quarantine.ts';
import { useAppState } from '../../state/context.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FileName, lastNameOf } from '../../ui/file-name.tsx';
import { useDrawerFocus } from '../../ui/focus.ts';
import { useFormat } from '../../ui/use-format.ts';
import { goneAt } from './grace.ts';
import { ItemFacts } from './item-facts.tsx';
import { ItemStory } from './item-story.tsx';
import classes from './quarantine.module.css';
import { ItemState } from './quarantine-table.tsx';
import { useUndelete } from './use-undelete.tsx';

interface ItemDrawerProps {
  /** Null keeps it closed. */
  readonly itemId: string | null;
  /** A dialog lies over it, which alone takes Escape and clicks beside it. */
  readonly covered: boolean;
  readonly onClose: () => void;
  readonly onRestore: (item: QuarantineItem) => void;
  readonly onDelete: (item: QuarantineItem) => void;
  readonly onPurge: (item: QuarantineItem) => void;
  readonly onReport: (item: QuarantineItem) => void;
}

/** All there is to know about one item. */
export function ItemDrawer(props: ItemDrawerProps) {
  const { itemId, covered, onClose } = props;
  const { t } = useTranslation();
  const platform = useAppState((state) => state.system.platform);
  const item = useAppState(({ quarantine, trash }) => [...quarantine, ...trash].find(({ id }) => id === itemId));
  const focus = useDrawerFocus(itemId !== null);
  return (
    <Drawer
      opened={itemId !== null}
      onClose={onClose}
      {...focus}
      closeOnEscape={!covered}
      closeOnClickOutside={!covered}
      position="right"
      size="29rem"
      title={item ? <FileName name={lastNameOf(item.path, platform)} /> : t('quarantine.details')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ title: classes.drawerTitle ?? '' }}
    >
      {item === undefined && itemId !== null ? (
        <EmptyState icon={IconFileUnknown} title={t('quarantine.gone')} />
      ) : null}
      {item === undefined ? null : (
        <div className={classes.details}>
          <div className={classes.explained}>
            <ItemState item={item} />
            {item.state === 'damaged' ? <p className={classes.hint}>{t('quarantine.damagedHint')}</p> : null}
            {item.originalLeft ? <p className={classes.hint}>{t('quarantine.originalLeftHint')}</p> : null}
            {item.trashedAt === null ? null : <GoneHint item={item} />}
          </div>
          <ItemActions {...props} item={item} />
          <ItemFacts item={item} />
          <ItemStory item={item} />
        </div>
      )}
    </Drawer>
  );
}

/** When a deleted item is gone for good. */
function GoneHint({ item }: { readonly item: QuarantineItem }) {
  const { t } = useTranslation();
  const format = useFormat();
  const graceHours = useAppState((state) => state.settings.quarantine.graceHours);
  return (
    <p className={classes.hint}>
      {t('quarantine.event.deleted')}. {t('quarantine.goneAt')} {format.dateTime(goneAt(item, graceHours))}
    </p>
  );
}

interface ItemActionsProps extends ItemDrawerProps {
  readonly item: QuarantineItem;
}

/** What can be done with an item; one that was deleted is put back before it can be restored. */
function ItemActions({ item, onRestore, onDelete, onPurge, onReport }: ItemActionsProps) {
  const { t } = useTranslation();
  const undelete = useUndelete();
  const isDeleted = item.trashedAt !== null;
  return (
    <Group gap="xs">
      {isDeleted ? (
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={17} aria-hidden />}
          onClick={() => void undelete([item])}
        >
          {t('quarantine.putBack')}
        </Button>
      ) : (
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={17} aria-hidden />}
          disabled={item.state === 'damaged'}
          onClick={() => onRestore(item)}
        >
          {t('quarantine.restore')}
        </Button>
      )}
      <Button
        variant="default"
        leftSection={<IconTrash size={17} aria-hidden />}
        onClick={() => (isDeleted ? onPurge(item) : onDelete(item))}
      >
        {t(isDeleted ? 'quarantine.purge' : 'quarantine.delete')}
      </Button>
      <Button variant="default" leftSection={<IconFlag size={17} aria-hidden />} onClick={() => onReport(item)}>
        {t('quarantine.report')}
      </Button>
    </Group>
  );
}
