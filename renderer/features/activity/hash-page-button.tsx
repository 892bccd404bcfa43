import { Button } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState } from '../../state/context.tsx';
import { useRequest } from '../../ui/use-request.ts';
import { useSave } from '../settings/use-save.ts';
import classes from './activity.module.css';
import { DrawerQuestion } from './drawer-question.tsx';

/** Opens VirusTotal's page about the file. The first time it says what leaves this machine, and asks. */
export function HashPageButton({ recordId }: { readonly recordId: number }) {
  const { t } = useTranslation();
  const isAgreed = useAppState((state) => state.settings.privacy.hashPages);
  const [asked, setAsked] = useState(false);
  const { ask, asking } = useRequest();
  const { save, saving } = useSave();
  const open = async (): Promise<void> => void (await ask('desktop.openHashPage', { recordId }));
  const agree = async (): Promise<void> => {
    if ((await save({ privacy: { hashPages: true } })).ok) await open();
    setAsked(false);
  };
  return (
    <>
      <Button
        size="compact-sm"
        my="xs"
        me="xs"
        variant="default"
        disabled={asking}
        leftSection={<IconExternalLink size={15} aria-hidden />}
        onClick={() => (isAgreed ? void open() : setAsked(true))}
      >
        {t('activity.hashPage')}
      </Button>
      {asked ? (
        <DrawerQuestion
          title={t('activity.hashPageTitle')}
          confirmText={t('activity.hashPageConfirm')}
          asking={saving || asking}
          onConfirm={() => void agree()}
          onClose={() => setAsked(false)}
        >
          <p className={classes.questionText}>{t('activity.hashPageText')}</p>
          <p className={classes.questionText}>{t('activity.hashPageOnce')}</p>
        </DrawerQuestion>
      ) : null}
    </>
  );
}
