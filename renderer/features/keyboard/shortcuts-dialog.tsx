import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAppState } from '../../state/context.tsx';
import { useFocusReturn } from '../../ui/focus.ts';
import classes from './shortcuts-dialog.module.css';
import { shortcutViews } from './use-shortcuts.ts';

/** Every shortcut with what it does. */
export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const isOn = useAppState((state) => state.settings.appearance.shortcuts);
  useFocusReturn();
  const everywhere = [
    ...shortcutViews.map((view, index) => [[String(index + 1)], t(`nav.${view}`)] as const),
    [['/'], t('keyboard.search')] as const,
    [['?'], t('keyboard.list')] as const,
  ];
  const always = [
    [[t('keyboard.keyEscape')], t('keyboard.close')],
    [['↑', '↓'], t('keyboard.move')],
    [[t('keyboard.keyEnter')], t('keyboard.open')],
  ] as const;
  return (
    <Modal
      opened
      onClose={onClose}
      size="md"
      title={t('keyboard.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ title: classes.title ?? '' }}
    >
      <dl className={classes.list}>
        {[...(isOn ? everywhere : []), ...always].map(([keys, meaning]) => (
          <div key={meaning} className={classes.shortcut}>
            <dt className={classes.keys}>
              {keys.map((key) => (
                <kbd key={key} className={classes.key}>
                  {key}
                </kbd>
              ))}
            </dt>
            <dd className={classes.meaning}>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p className={classes.hint}>{t(isOn ? 'keyboard.hint' : 'keyboard.hintOff')}</p>
    </Modal>
  );
}
