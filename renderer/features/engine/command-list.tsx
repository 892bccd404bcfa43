import { useTranslation } from 'react-i18next';
import { Copyable } from '../../ui/copyable.tsx';
import type { Commands } from './commands.ts';
import classes from './engine.module.css';

/** What is to be typed, system by system, each to be copied; says so where nothing is known about the platform. */
export function CommandList({ commands }: { readonly commands: readonly Commands[] }) {
  const { t } = useTranslation();
  if (commands.length === 0) return <p className={classes.helpText}>{t('engine.otherSystem')}</p>;
  return commands.map(({ system, lines }) => (
    <div key={system} className={classes.command}>
      <span className={classes.system}>{t(`engine.system-${system}`)}</span>
      <Copyable text={lines.join('\n')} label={t('engine.copyCommand')} />
    </div>
  ));
}
