import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { visibleText } from '../../../locales/index.ts';
import { useAppState } from '../../state/context.tsx';
import { FileName } from '../../ui/file-name.tsx';
import { Section } from '../../ui/page.tsx';
import { Badge } from '../../ui/verdict.tsx';
import classes from './engine.module.css';

/** Where an engine was looked for, and whether one answered there. */
export function EndpointList() {
  const { t } = useTranslation();
  const endpoints = useAppState((state) => state.engine.endpoints);
  return (
    <Section title={t('engine.endpoints')}>
      {endpoints.length === 0 ? <p className={classes.hint}>{t('engine.endpointsEmpty')}</p> : null}
      <ul className={classes.scans}>
        {endpoints.map(({ endpoint, healthy, detail }) => (
          <li key={endpoint} className={classes.endpoint}>
            <div className={classes.endpointTexts}>
              <FileName name={endpoint} />
              {detail === '' ? null : <span className={classes.hint}>{visibleText(detail)}</span>}
            </div>
            {healthy ? (
              <Badge tone="good" icon={IconCircleCheck} text={t('engine.endpointHealthy')} />
            ) : (
              <Badge tone="bad" icon={IconCircleX} text={t('engine.endpointDown')} />
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
