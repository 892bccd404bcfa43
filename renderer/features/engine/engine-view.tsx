import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAppState } from '../../state/context.tsx';
import { Page } from '../../ui/page.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useCheckEngine } from '../../ui/use-remedy.ts';
import { EndpointList } from './endpoint-list.tsx';
import classes from './engine.module.css';
import { EngineCard } from './engine-card.tsx';
import { EngineHelp } from './engine-help.tsx';
import { OwnSignaturesCard } from './own-signatures-card.tsx';
import { QueueCard } from './queue-card.tsx';
import { SignaturesCard } from './signatures-card.tsx';
import { useEngineStats } from './use-engine-stats.ts';
import { WaitingCard } from './waiting-card.tsx';

/** Which engine gives the verdicts, how fresh its signatures are, and what it is doing. */
export function EngineView() {
  const { t } = useTranslation();
  const format = useFormat();
  const checkedAt = useAppState((state) => state.engine.checkedAt);
  const { check, checking } = useCheckEngine();
  useEngineStats();
  return (
    <Page
      title={t('engine.title')}
      subtitle={checkedAt === null ? t('engine.notChecked') : t('engine.checked', { when: format.when(checkedAt) })}
      actions={
        <Button
          variant="default"
          loading={checking}
          leftSection={<IconRefresh size={17} aria-hidden />}
          onClick={check}
        >
          {t('engine.check')}
        </Button>
      }
    >
      <EngineHelp />
      <div className={classes.columns}>
        <EngineCard />
        <SignaturesCard />
        <OwnSignaturesCard />
        <QueueCard />
        <EndpointList />
      </div>
      <WaitingCard />
    </Page>
  );
}
