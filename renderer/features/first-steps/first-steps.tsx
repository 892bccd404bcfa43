import { Button } from '@mantine/core';
import { IconFolderPlus } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState } from '../../state/context.tsx';
import { FileName } from '../../ui/file-name.tsx';
import { rescueFocus } from '../../ui/focus.ts';
import { useAddFolder } from '../../ui/use-remedy.ts';
import { sayDone } from '../../ui/use-request.ts';
import { AutostartSwitch } from '../settings/autostart-switch.tsx';
import { useSave } from '../settings/use-save.ts';
import { EngineStep } from './engine-step.tsx';
import classes from './first-steps.module.css';
import { Step } from './step.tsx';

const shownFolders = 3;

/** What somebody new should see once, on the overview and in nobody's way; nothing once it was gone through or skipped. */
export function FirstSteps() {
  const isWanted = useAppState((state) => state.settings.appearance.firstSteps);
  return isWanted ? <Steps /> : null;
}

function Steps() {
  const { t } = useTranslation();
  const title = useId();
  const { save, saving } = useSave();
  const close = async (): Promise<void> => {
    if (!(await save({ appearance: { firstSteps: false } })).ok) return;
    sayDone(t('firstSteps.closed'));
    // The buttons go when the change has been pushed; the heading takes the focus then.
    setTimeout(rescueFocus);
  };
  return (
    <section className={classes.card} aria-labelledby={title}>
      <div className={classes.header}>
        <div>
          <h2 id={title} className={classes.title}>
            {t('firstSteps.title')}
          </h2>
          <p className={classes.lead}>{t('firstSteps.lead')}</p>
        </div>
        <Button variant="subtle" size="compact-sm" disabled={saving} onClick={() => void close()}>
          {t('firstSteps.skip')}
        </Button>
      </div>
      <ol className={classes.steps}>
        <WatchedStep />
        <EngineStep />
        <Step number={3} title={t('firstSteps.login')}>
          <AutostartSwitch />
        </Step>
      </ol>
      <div>
        <Button loading={saving} onClick={() => void close()}>
          {t('firstSteps.finish')}
        </Button>
      </div>
    </section>
  );
}

function WatchedStep() {
  const { t } = useTranslation();
  const folders = useAppState((state) => state.folders);
  const { add, adding } = useAddFolder();
  const more = folders.length - shownFolders;
  return (
    <Step number={1} title={t('firstSteps.watched')} isDone={folders.length > 0}>
      <p className={classes.text}>{t(folders.length > 0 ? 'firstSteps.watchedText' : 'firstSteps.watchedNone')}</p>
      {folders.length === 0 ? null : (
        <ul className={classes.folders}>
          {folders.slice(0, shownFolders).map(({ id, path }) => (
            <li key={id}>
              <FileName name={path} wrap />
            </li>
          ))}
          {more > 0 ? <li className={classes.text}>{t('firstSteps.watchedMore', { count: more })}</li> : null}
        </ul>
      )}
      <Button
        size="compact-sm"
        variant="default"
        loading={adding}
        leftSection={<IconFolderPlus size={16} aria-hidden />}
        onClick={add}
      >
        {t('folders.add')}
      </Button>
    </Step>
  );
}
