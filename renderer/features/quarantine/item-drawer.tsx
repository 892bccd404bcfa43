import { Button, Drawer, Group } from '@mantine/core';
import { IconArrowBackUp, IconFileUnknown, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { QuarantineItem } from '../../../contract/quarantine.ts';
import { useAppState } from '../../state/context.tsx';
import { Copyable } from '../../ui/copyable.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Facts } from '../../ui/facts.tsx';
import { FileName, lastNameOf } from '../../ui/file-name.tsx';
import { rescueFocus } from '../../ui/focus.ts';
import { useFormat } from '../../ui/use-format.ts';
import classes from './quarantine.module.css';
import { ItemState } from './quarantine-table.tsx';

interface ItemDrawerProps {
  /** Null keeps it closed. */
  readonly itemId: string | null;
  /** A dialog lies over it, which alone takes Escape and clicks beside it. */
  readonly covered: boolean;
  readonly onClose: () => void;
  readonly onRestore: (item: QuarantineItem) => void;
  readonly onDelete: (item: QuarantineItem) => void;
}

/** All there is to know about one item. */
export function ItemDrawer({ itemId, covered, onClose, onRestore, onDelete }: ItemDrawerProps) {
  const { t } = useTranslation();
  const platform = useAppState((state) => state.system.platform);
  const item = useAppState((state) => state.quarantine.find(({ id }) => id === itemId));
  return (
    <Drawer
      opened={itemId !== null}
      onClose={onClose}
      onExitTransitionEnd={rescueFocus}
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
          </div>
          <Group gap="xs">
            <Button
              variant="default"
              leftSection={<IconArrowBackUp size={17} aria-hidden />}
              disabled={item.state === 'damaged'}
              onClick={() => onRestore(item)}
            >
              {t('quarantine.restore')}
            </Button>
            <Button variant="default" leftSection={<IconTrash size={17} aria-hidden />} onClick={() => onDelete(item)}>
              {t('quarantine.delete')}
            </Button>
          </Group>
          <ItemFacts item={item} />
        </div>
      )}
    </Drawer>
  );
}

function ItemFacts({ item }: { readonly item: QuarantineItem }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Facts
      entries={[
        [t('quarantine.signature'), <code key="signature">{item.signature}</code>],
        [t('quarantine.from'), <FileName key="path" name={item.path} wrap />],
        [t('quarantine.date'), format.dateTime(item.at)],
        [t('quarantine.engine'), item.engine ?? t('common.unknown')],
        [t('quarantine.signatureVersion'), item.signatureVersion],
        [t('quarantine.size'), format.bytes(item.size)],
        [t('quarantine.mtime'), format.dateTime(item.mtime)],
        [t('quarantine.mode'), item.mode.toString(8).padStart(4, '0')],
        [t('activity.sha256'), <Copyable key="hash" text={item.sha256} label={t('activity.copyHash')} />],
      ]}
    />
  );
}
