import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAppState } from '../../state/context.tsx';
import { CommandList } from './command-list.tsx';
import { type Commands, installCommands, signatureCommands } from './commands.ts';
import classes from './engine.module.css';

/** What to do when the engine is missing or knows too little; nothing when all is well. */
export function EngineHelp() {
  const { t } = useTranslation();
  const engine = useAppState((state) => state.engine);
  const platform = useAppState((state) => state.system.platform);
  const isAutomatic = useAppState((state) => state.settings.engine.signatures.automatic);
  if (engine.status === 'down') {
    return (
      <Help
        title={t('engine.downTitle')}
        text={t('engine.downText')}
        commands={installCommands(platform)}
        after={t('engine.downAfter')}
      />
    );
  }
  if (engine.signatures.kind === 'starter') {
    const ownText = isAutomatic ? 'engine.starterTextOwn' : 'engine.starterTextOff';
    const starterText = engine.updates.byLazaret ? ownText : 'engine.starterText';
    return (
      <Help
        title={t('engine.starterTitle')}
        text={t(starterText)}
        commands={signatureCommands(platform)}
        after={t('engine.starterAfter')}
      />
    );
  }
  if (engine.signatures.kind === 'unknown' && engine.status !== 'starting') {
    return (
      <Help title={t('engine.unknownTitle')} text={t('engine.unknownText')} commands={signatureCommands(platform)} />
    );
  }
  if (engine.lenient) {
    return <Help title={t('state.engine-lenient')} text={t('state.detail.engine-lenient')} />;
  }
  if (engine.status === 'stale') {
    return <Help title={t('engine.staleTitle')} text={t('engine.staleText')} commands={signatureCommands(platform)} />;
  }
  return null;
}

interface HelpProps {
  readonly title: string;
  readonly text: string;
  /** What to type; empty where nothing is known about the platform, left out where there is nothing to type. */
  readonly commands?: readonly Commands[];
  readonly after?: string;
}

function Help({ title, text, commands, after }: HelpProps) {
  return (
    <section className={classes.help} aria-label={title}>
      <h2 className={classes.helpTitle}>
        <IconAlertTriangle size={19} aria-hidden />
        {title}
      </h2>
      <p className={classes.helpText}>{text}</p>
      {commands === undefined ? null : <CommandList commands={commands} />}
      {after === undefined ? null : <p className={classes.helpText}>{after}</p>}
    </section>
  );
}
