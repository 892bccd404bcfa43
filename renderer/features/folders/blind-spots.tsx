import { useTranslation } from 'react-i18next';
import type { FolderState } from '../../../contract/state.ts';
import { visibleText } from '../../../locales/index.ts';
import { Copyable } from '../../ui/copyable.tsx';
import classes from './folders.module.css';

/** What of a folder cannot be watched, how it is covered meanwhile, and the command that mends it. */
export function BlindSpots({ blind }: Pick<FolderState, 'blind'>) {
  const { t } = useTranslation();
  return (
    <ul className={classes.blind}>
      {blind.map(({ cause, count, example, command }) => (
        <li key={cause}>
          {t(`folders.blind.${cause}`, { count, example: visibleText(example) })}
          {command === null ? null : (
            <span className={classes.words}>
              {t('folders.mend')} <Copyable text={command} label={t('folders.copyCommand')} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
