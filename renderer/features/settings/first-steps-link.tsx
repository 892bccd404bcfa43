import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNavigate } from '../../navigation.tsx';
import classes from './settings.module.css';
import { useSave } from './use-save.ts';

/** The way back to the first steps, which are on the overview. */
export function FirstStepsLink() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { save, saving } = useSave();
  const open = async (): Promise<void> => {
    if ((await save({ appearance: { firstSteps: true } })).ok) navigate({ view: 'overview' });
  };
  return (
    <p className={classes.note}>
      <Anchor component="button" type="button" size="sm" disabled={saving} onClick={() => void open()}>
        {t('settings.firstSteps')}
      </Anchor>
    </p>
  );
}
