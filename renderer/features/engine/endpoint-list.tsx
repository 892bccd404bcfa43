import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconCircleX, IconPencilX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { EndpointState } from '../../../contract/endpoints.ts';
import { useAppState } from '../../state/context.tsx';
import { FileName } from '../../ui/file-name.tsx';
import { Section } from '../../ui/page.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { Badge } from '../../ui/verdict.tsx';
import classes from './engine.module.css';

/** What is no news of an engine nobody asked for. */
const isAbsent = ({ inUse, healthy, trouble }: EndpointState): boolean =>
  !inUse && !healthy && (trouble === 'unchecked' || trouble === 'not-there' || trouble === 'refused');

/** Every engine that was named or looked for: how it fares, what it is busy with, and what to do when it is of no use. */
export function EndpointList() {
  const { t } = useTranslation();
  const endpoints = useAppState((state) => state.engine.endpoints);
  return (
    <Section title={t('engine.endpoints')}>
      {endpoints.length === 0 ? <p className={classes.hint}>{t('engine.endpointsEmpty')}</p> : null}
      <ul className={classes.scans}>
        {endpoints.map((endpoint) => (
          <li key={endpoint.endpoint} className={classes.endpoint}>
            <div className={classes.endpointTexts}>
              <FileName name={endpoint.endpoint} wrap />
              <EndpointTexts endpoint={endpoint} />
            </div>
            <EndpointBadge endpoint={endpoint} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function EndpointBadge({ endpoint }: { readonly endpoint: EndpointState }) {
  const { t } = useTranslation();
  const { healthy, inUse, trouble } = endpoint;
  if (trouble === 'unreadable') return <Badge tone="odd" icon={IconPencilX} text={t('engine.endpointUnreadable')} />;
  if (isAbsent(endpoint) || (healthy && !inUse)) {
    return <Badge tone="wait" icon={IconCircleDashed} text={t('engine.endpointIdle')} />;
  }
  if (!healthy) return <Badge tone="bad" icon={IconCircleX} text={t('engine.endpointDown')} />;
  if (trouble !== null) return <Badge tone="odd" icon={IconAlertTriangle} text={t('engine.endpointInUse')} />;
  return <Badge tone="good" icon={IconCircleCheck} text={t('engine.endpointInUse')} />;
}

function EndpointTexts({ endpoint }: { readonly endpoint: EndpointState }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { source, healthy, name, signatureVersion, busy, checkedAt, stats, trouble, detail, inUse } = endpoint;
  const facts = [
    source === 'system' && !healthy ? t('engine.endpointLookedFor') : t(`engine.sources.${source}`),
    name,
    signatureVersion === null ? null : t('engine.endpointSignatures', { version: signatureVersion }),
    inUse ? t('engine.endpointBusy', { count: busy }) : null,
    checkedAt === null ? null : t('engine.endpointChecked', { when: format.when(checkedAt) }),
  ].filter((fact) => fact !== null);
  return (
    <>
      <span className={classes.hint}>{facts.join(' · ')}</span>
      {stats === null ? null : (
        <span className={classes.hint}>
          {t('engine.endpointThreads', {
            working: Math.max(0, stats.threads.live - stats.threads.idle),
            live: stats.threads.live,
            max: stats.threads.max,
          })}{' '}
          {t('engine.endpointQueued', { count: stats.queued })}{' '}
          {stats.signatureBytes === null
            ? null
            : t('engine.endpointMemory', { size: format.bytes(stats.signatureBytes) })}
        </span>
      )}
      {trouble === null || isAbsent(endpoint) ? null : (
        <span className={classes.remedy}>
          {t(`engine.trouble.${trouble}`)}{' '}
          <span className={classes.hint}>
            <FileName name={detail} wrap />
          </span>
        </span>
      )}
    </>
  );
}
