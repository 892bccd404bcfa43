import { Button, Checkbox, Group, PasswordInput, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState } from '../../state/context.tsx';
import { sayDone, useRequest } from '../../ui/use-request.ts';
import classes from './reputation.module.css';

const shortestKey = 8;

/** The API key: typed once, kept by main, and never shown again but for its end. */
export function KeyField() {
  const { t } = useTranslation();
  const key = useAppState((state) => state.reputation.key);
  const host = useAppState((state) => state.reputation.host);
  const isMissing = useAppState((state) => state.reputation.status === 'no-key');
  const [draft, setDraft] = useState('');
  const [acceptFile, setAcceptFile] = useState(false);
  const { ask, asking } = useRequest();
  const isPlain = key.wouldBeKept === 'file';
  const keep = async (): Promise<void> => {
    if (!(await ask('reputation.setKey', { key: draft.trim(), acceptFile })).ok) return;
    setDraft('');
    sayDone(t('reputation.keySaved'));
  };
  const clear = async (): Promise<void> => {
    if ((await ask('reputation.clearKey', {})).ok) sayDone(t('reputation.keyCleared'));
  };
  const test = async (): Promise<void> => {
    const tested = await ask('reputation.test', {});
    if (!tested.ok) return;
    const { value } = tested;
    sayDone(value.outcome === 'known' ? t('reputation.testKnown', { ...value }) : t('reputation.testUnknown'));
  };
  return (
    <Stack gap="xs">
      <PasswordInput
        label={t('reputation.key')}
        description={t('reputation.keyHint', { host })}
        autoComplete="off"
        spellCheck={false}
        value={draft}
        onChange={({ currentTarget }) => setDraft(currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-hidden': true }}
      />
      <p className={classes.hint}>
        {t(`reputation.keyState-${key.state}`, { ends: key.ends })}{' '}
        {key.kept === null ? null : t(`reputation.kept-${key.kept}`)}
      </p>
      {isPlain && draft !== '' ? (
        <>
          <p className={classes.warning}>{t('reputation.plainWarning')}</p>
          <Checkbox
            label={t('reputation.plainAgree')}
            checked={acceptFile}
            onChange={({ currentTarget }) => setAcceptFile(currentTarget.checked)}
          />
        </>
      ) : null}
      <Group gap="xs">
        <Button
          size="sm"
          disabled={draft.trim().length < shortestKey || (isPlain && !acceptFile)}
          loading={asking}
          onClick={() => void keep()}
        >
          {t('reputation.keySave')}
        </Button>
        {key.state === 'none' || key.kept === 'environment' ? null : (
          <Button size="sm" variant="default" disabled={asking} onClick={() => void clear()}>
            {t('reputation.keyClear')}
          </Button>
        )}
        <Button size="sm" variant="default" disabled={asking || isMissing} onClick={() => void test()}>
          {t('reputation.test')}
        </Button>
      </Group>
    </Stack>
  );
}
