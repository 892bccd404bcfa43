import { useTranslation } from 'react-i18next';
import { useAppState } from '../../state/context.tsx';
import { FileName, lastNameOf } from '../../ui/file-name.tsx';
import { Section } from '../../ui/page.tsx';
import { useFormat } from '../../ui/use-format.ts';
import classes from './engine.module.css';

/** What is on its way through the engine right now. */
export function QueueCard() {
  const { t } = useTranslation();
  const format = useFormat();
  const platform = useAppState((state) => state.system.platform);
  const queue = useAppState((state) => state.queue);
  const counts = [
    ['arriving', queue.arriving],
    ['queued', queue.queued],
    ['scanning', queue.scanning.length],
    ['waiting', queue.waiting],
  ] as const;
  return (
    <Section title={t('engine.queue')}>
      <dl className={classes.counts}>
        {counts.map(([name, count]) => (
          <div key={name} className={classes.count}>
            <dt className={classes.countLabel}>{t(`engine.${name}`)}</dt>
            <dd className={classes.countValue}>{format.number(count)}</dd>
          </div>
        ))}
      </dl>
      {queue.scanning.length === 0 ? (
        <p className={classes.hint}>{t('engine.idle')}</p>
      ) : (
        <ul className={classes.scans} aria-label={t('engine.scanning')}>
          {queue.scanning.map(({ path, since, size }) => (
            <li key={`${since} ${path}`} className={classes.scan}>
              <FileName name={lastNameOf(path, platform)} />
              <span className={classes.hint}>{size === null ? null : <bdi>{format.bytes(size)}</bdi>}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
