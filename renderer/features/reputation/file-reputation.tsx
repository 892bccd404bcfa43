import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileReputation as Reputation, ReputationAnswer } from '../../../contract/reputation.ts';
import { visibleText } from '../../../locales/index.ts';
import { useAppState, useBridge } from '../../state/context.tsx';
import { useFormat } from '../../ui/use-format.ts';
import classes from './reputation.module.css';

/** What VirusTotal says of the file of a verdict, or its place in line; nothing where nobody was or will be asked. */
export function FileReputation({
  recordId,
  headingClass,
}: {
  readonly recordId: number;
  readonly headingClass: string;
}) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const isOff = useAppState((state) => state.settings.reputation.mode === 'off');
  const queued = useAppState((state) => state.reputation.queued);
  const sent = useAppState((state) => state.reputation.requests);
  const [found, setFound] = useState<Reputation | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answer or the place may be another with each of these
  useEffect(() => {
    let left = false;
    void bridge.request('reputation.of', { recordId }).then((result) => {
      if (!left) setFound(result.ok ? result.value : null);
    });
    return () => {
      left = true;
    };
  }, [bridge, recordId, queued, sent]);
  if (found === null || (isOff && found.answer === null)) return null;
  return (
    <section aria-label={t('reputation.title')}>
      <h3 className={headingClass}>{t('reputation.title')}</h3>
      <div className={classes.answer}>
        {found.answer === null ? null : <Answer answer={found.answer} />}
        {found.place === null ? null : (
          <p>
            {found.stage === 'analysis' ? t('reputation.analysing') : t('reputation.waiting', { place: found.place })}
          </p>
        )}
        {found.answer === null && found.place === null ? (
          <p className={classes.hint}>{t('reputation.notAsked')}</p>
        ) : null}
      </div>
    </section>
  );
}

function Answer({ answer }: { readonly answer: ReputationAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const when = format.age(answer.askedAt);
  if (answer.outcome === 'unknown') return <p>{t('reputation.unknown', { when })}</p>;
  const { malicious, engines, names, analysedAt } = answer;
  const called = names.map(({ engine, name }) => `${visibleText(name)} (${visibleText(engine)})`);
  return (
    <>
      <p>{t('reputation.known', { count: malicious, engines, when })}</p>
      {called.length === 0 ? null : (
        <p className={classes.words}>{t('reputation.called', { names: called.slice(0, 4).join(', ') })}</p>
      )}
      {analysedAt === null ? null : (
        <p className={classes.hint}>{t('reputation.analysed', { when: format.age(analysedAt) })}</p>
      )}
    </>
  );
}
