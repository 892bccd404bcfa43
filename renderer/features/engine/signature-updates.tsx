import { Button, Progress } from '@mantine/core';
import { IconCloudDownload, IconFileImport } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAppState } from '../../state/context.tsx';
import { Facts } from '../../ui/facts.tsx';
import { FileName } from '../../ui/file-name.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { sayDone, useRequest } from '../../ui/use-request.ts';
import classes from './engine.module.css';

/** Asks for a download now; only where Lazaret keeps the signatures itself. */
export function UpdateButton() {
  const { t } = useTranslation();
  const updates = useAppState((state) => state.engine.updates);
  const { ask, asking } = useRequest();
  if (!updates.byLazaret) return null;
  return (
    <Button
      size="sm"
      variant="default"
      loading={asking || updates.state === 'running'}
      disabled={updates.coolDownUntil !== null}
      leftSection={<IconCloudDownload size={17} aria-hidden />}
      onClick={() => void ask('signatures.update', {})}
    >
      {t('engine.updates.update')}
    </Button>
  );
}

/** Lets the person bring a database as a file, for computers without a network. It is checked before it is used. */
function ImportButton() {
  const { t } = useTranslation();
  const { ask, asking } = useRequest();
  const bring = async (): Promise<void> => {
    const result = await ask('signatures.import', {});
    if (result.ok && result.value !== null) sayDone(t('engine.updates.imported', { ...result.value }));
  };
  return (
    <div>
      <Button
        size="sm"
        variant="default"
        loading={asking}
        leftSection={<IconFileImport size={17} aria-hidden />}
        onClick={() => void bring()}
      >
        {t('engine.updates.import')}
      </Button>
    </div>
  );
}

/** How the signatures come here, what went wrong with the last download, and when it is tried again. */
export function SignatureUpdates() {
  const { t } = useTranslation();
  const format = useFormat();
  const updates = useAppState((state) => state.engine.updates);
  const kind = useAppState((state) => state.engine.signatures.kind);
  const isAutomatic = useAppState((state) => state.settings.engine.signatures.automatic);
  if (!updates.byLazaret) {
    return kind === 'official' ? <p className={classes.elsewhere}>{t('engine.updates.elsewhere')}</p> : null;
  }
  const { failure, progress, lastTryAt, retryAt, coolDownUntil, databases } = updates;
  const busyText = progress === null ? t('engine.updates.updating') : t('engine.updates.updatingFile', { ...progress });
  const result = failure === null ? 'engine.updates.succeeded' : 'engine.updates.failed';
  return (
    <div className={classes.updates}>
      {updates.state === 'running' ? (
        <>
          <p className={classes.note}>{busyText}</p>
          <Progress value={progress?.percent ?? 100} animated={progress === null} aria-label={busyText} />
        </>
      ) : null}
      {failure === null || updates.state === 'running' ? null : (
        <div className={classes.failure}>
          <p className={classes.note}>{t(`engine.updates.failure.${failure.code}`)}</p>
          {failure.detail === '' ? null : <FileName name={failure.detail} wrap />}
        </div>
      )}
      {coolDownUntil === null ? null : (
        <p className={classes.note}>{t('engine.updates.coolDown', { until: format.dateTime(coolDownUntil) })}</p>
      )}
      <Facts
        entries={[
          [
            t('engine.updates.lastTry'),
            lastTryAt === null || updates.state === 'running' ? null : t(result, { when: format.when(lastTryAt) }),
          ],
          [
            t('engine.updates.retry'),
            isAutomatic ? (retryAt === null ? null : format.when(retryAt)) : t('engine.updates.retryOff'),
          ],
          [
            t('engine.updates.databases'),
            databases.length === 0 ? null : (
              <ul key="databases" className={classes.scans}>
                {databases.map(({ name, version, count, builtAt }) => (
                  <li key={name}>
                    {t('engine.updates.database', { name, version, count, built: format.dateTime(builtAt) })}
                  </li>
                ))}
              </ul>
            ),
          ],
        ]}
      />
      <ImportButton />
    </div>
  );
}
