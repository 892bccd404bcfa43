import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { EngineState } from '../../../contract/state.ts';
import { useNavigate } from '../../navigation.tsx';
import { useAppState } from '../../state/context.tsx';
import { useCheckEngine } from '../../ui/use-remedy.ts';
import { CommandList } from '../engine/command-list.tsx';
import { installCommands, signatureCommands } from '../engine/commands.ts';
import classes from './first-steps.module.css';
import { Step } from './step.tsx';

type Finding = 'found' | 'starting' | 'missing' | 'signatures-coming' | 'signatures-missing' | 'odd';

/** What somebody new has to know of the engine. `isAutomatic`: Lazaret may download signatures by itself. */
function findingOf(engine: EngineState, isAutomatic: boolean): Finding {
  if (engine.status === 'down') return 'missing';
  if (engine.status === 'starting') return 'starting';
  if (engine.signatures.kind === 'starter') {
    return engine.updates.byLazaret && isAutomatic ? 'signatures-coming' : 'signatures-missing';
  }
  return engine.status === 'healthy' && engine.signatures.kind === 'official' && !engine.lenient ? 'found' : 'odd';
}

/** Whether an engine was found, and where none was, the very command that installs one on this system. */
export function EngineStep() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const state = useAppState(({ engine }) => engine);
  const platform = useAppState(({ system }) => system.platform);
  const isAutomatic = useAppState(({ settings }) => settings.engine.signatures.automatic);
  const { check, checking } = useCheckEngine();
  const finding = findingOf(state, isAutomatic);
  const engine = state.name ?? t('engine.engine');
  return (
    <Step number={2} title={t('firstSteps.engine')} isDone={finding === 'found'}>
      <p className={classes.text}>
        {
          {
            found: t('firstSteps.engineFound', { engine }),
            starting: t('firstSteps.engineStarting'),
            missing: t('firstSteps.engineMissing'),
            'signatures-coming': t('firstSteps.signaturesComing', { engine }),
            'signatures-missing': t('firstSteps.signaturesMissing', { engine }),
            odd: t('firstSteps.engineOdd', { engine }),
          }[finding]
        }
      </p>
      {finding === 'missing' ? <CommandList commands={installCommands(platform)} /> : null}
      {finding === 'signatures-missing' ? <CommandList commands={signatureCommands(platform)} /> : null}
      {finding === 'missing' ? <p className={classes.text}>{t('firstSteps.engineAfter')}</p> : null}
      {finding === 'missing' || finding === 'signatures-missing' ? (
        <Button size="compact-sm" variant="default" loading={checking} onClick={check}>
          {t('engine.check')}
        </Button>
      ) : null}
      {finding === 'odd' || finding === 'signatures-coming' ? (
        <Button size="compact-sm" variant="default" onClick={() => navigate({ view: 'engine' })}>
          {t('state.remedy.open-engine')}
        </Button>
      ) : null}
    </Step>
  );
}
