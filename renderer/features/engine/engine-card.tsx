import {
  IconCircleCheck,
  IconCircleX,
  IconClockExclamation,
  IconHourglass,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { EngineState, EngineStatus } from '../../../contract/state.ts';
import { useAppState } from '../../state/context.tsx';
import { Facts } from '../../ui/facts.tsx';
import { FileName } from '../../ui/file-name.tsx';
import { Section } from '../../ui/page.tsx';
import { Badge, type Tone } from '../../ui/verdict.tsx';
import classes from './engine.module.css';

const looks: Readonly<Record<EngineStatus, { readonly tone: Tone; readonly icon: TablerIcon }>> = {
  healthy: { tone: 'good', icon: IconCircleCheck },
  starting: { tone: 'wait', icon: IconHourglass },
  down: { tone: 'bad', icon: IconCircleX },
  stale: { tone: 'odd', icon: IconClockExclamation },
};

/** There is nothing to say of it but that it works, which the sentence of its state says in the user's language. */
const isSound = ({ status, lenient, endpoints }: EngineState): boolean =>
  status === 'healthy' && !lenient && endpoints.every(({ inUse, healthy }) => healthy || !inUse);

/** The engine itself: its state in words, its name and where it comes from. */
export function EngineCard() {
  const { t } = useTranslation();
  const engine = useAppState((state) => state.engine);
  const limits = useAppState((state) => state.settings.engine.limits);
  const { tone, icon } = looks[engine.status];
  return (
    <Section
      title={t('engine.engine')}
      aside={<Badge tone={tone} icon={icon} text={t(`engine.status.${engine.status}`)} />}
    >
      <p className={classes.hint}>{t(`engine.statusHint.${engine.status}`)}</p>
      <Facts
        entries={[
          [t('engine.engine'), engine.name ?? t('engine.noEngine')],
          [t('engine.source'), engine.source === null ? null : t(`engine.sources.${engine.source}`)],
          [t('engine.endpoint'), engine.endpoint === null ? null : <FileName key="at" name={engine.endpoint} wrap />],
          [
            t('engine.limits'),
            engine.source === null
              ? null
              : engine.source === 'supervised'
                ? t('engine.limitsOwn', { ...limits })
                : t('engine.limitsOther'),
          ],
          [t('engine.space'), engine.space === null ? null : t('state.detail.engine-space', { ...engine.space })],
          [
            t('engine.detail'),
            engine.detail === '' || isSound(engine) ? null : <FileName key="detail" name={engine.detail} wrap />,
          ],
        ]}
      />
    </Section>
  );
}
