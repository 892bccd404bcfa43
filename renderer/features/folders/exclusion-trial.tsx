import { useDebouncedValue } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExclusionTrial as Trial } from '../../../contract/exclusions.ts';
import { visibleText } from '../../../locales/index.ts';
import { useBridge } from '../../state/context.tsx';
import { type ExclusionDraft, readDraft } from './exclusion-draft.ts';
import classes from './folders.module.css';

const typingPauseMs = 400;
const shownPrograms = 4;

interface ExclusionTrialProps {
  readonly draft: ExclusionDraft;
  /** Null tries them on all folders. */
  readonly folderId: string | null;
}

/** What the rules typed would leave out of what is there now, before they are saved. */
export function ExclusionTrial({ draft, folderId }: ExclusionTrialProps) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const [settled] = useDebouncedValue(draft, typingPauseMs);
  const [trial, setTrial] = useState<Trial | null>(null);
  useEffect(() => {
    const { exclusions } = readDraft(settled);
    let isWanted = true;
    setTrial(null);
    if (exclusions === null) return;
    void bridge.request('exclusions.try', { folderId, exclusions }).then((result) => {
      if (isWanted && result.ok) setTrial(result.value);
    });
    return () => {
      isWanted = false;
    };
  }, [bridge, folderId, settled]);
  if (trial === null) return <p className={classes.facts}>{t('folders.trying')}</p>;
  const { files, excluded, complete, examples, programs } = trial;
  return (
    <div aria-live="polite">
      <p className={classes.facts}>
        {t(complete ? 'folders.wouldExclude' : 'folders.wouldExcludeSome', { count: excluded, files })}
      </p>
      <ul className={classes.examples}>
        {examples.map(({ path, rule }) => (
          <li key={path}>{t('folders.excludedBy', { path: visibleText(path), rule: visibleText(rule) })}</li>
        ))}
      </ul>
      {programs.length === 0 ? null : (
        <div role="alert" className={classes.programs}>
          <p className={classes.plain}>
            <IconAlertTriangle size={16} aria-hidden /> {t('folders.coversPrograms')}
          </p>
          <ul className={classes.examples}>
            {programs.slice(0, shownPrograms).map(({ rule, example }) => (
              <li key={rule}>{t('folders.coversProgram', { rule: visibleText(rule), example })}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
