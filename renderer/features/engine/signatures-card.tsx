import { IconCertificate, IconQuestionMark, IconShieldExclamation, type TablerIcon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { SignaturesState } from '../../../contract/state.ts';
import { useAppState } from '../../state/context.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Section } from '../../ui/page.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { Badge, type Tone } from '../../ui/verdict.tsx';
import { SignatureUpdates, UpdateButton } from './signature-updates.tsx';

const looks: Readonly<Record<SignaturesState['kind'], { readonly tone: Tone; readonly icon: TablerIcon }>> = {
  official: { tone: 'good', icon: IconCertificate },
  starter: { tone: 'odd', icon: IconShieldExclamation },
  unknown: { tone: 'wait', icon: IconQuestionMark },
};

/** How much the engine knows, and since when. */
export function SignaturesCard() {
  const { t } = useTranslation();
  const format = useFormat();
  const signatures = useAppState((state) => state.engine.signatures);
  const { tone, icon } = looks[signatures.kind];
  return (
    <Section title={t('engine.signatures')} aside={<UpdateButton />}>
      <p>
        <Badge tone={tone} icon={icon} text={t(`engine.kinds.${signatures.kind}`)} />
      </p>
      <Facts
        entries={[
          [t('engine.version'), signatures.version ?? t('common.unknown')],
          [
            t('engine.built'),
            signatures.builtAt === null
              ? t('common.unknown')
              : t('engine.builtAge', {
                  date: format.dateTime(signatures.builtAt),
                  age: format.age(signatures.builtAt),
                }),
          ],
          [t('engine.count'), signatures.count === null ? t('common.unknown') : format.number(signatures.count)],
        ]}
      />
      <SignatureUpdates />
    </Section>
  );
}
