import { Button, Group, Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState, useBridge } from '../../state/context.tsx';
import { sayDone, useFailureText } from '../../ui/use-request.ts';
import classes from './settings.module.css';

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]):\d+$/;

/** Whether an address leaves this machine; socket paths and loopback do not. */
const isRemote = (endpoint: string): boolean =>
  !endpoint.startsWith('/') && !endpoint.startsWith('\\\\.\\pipe\\') && !loopback.test(endpoint);

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** The engine's addresses, one a line. Main checks them; what it refuses is said at the field. */
export function EndpointsField() {
  const { t } = useTranslation();
  const bridge = useBridge();
  const failureText = useFailureText();
  const saved = useAppState((state) => state.settings.engine.endpoints).join('\n');
  const [draft, setDraft] = useState(saved);
  const [problem, setProblem] = useState<readonly string[]>([]);
  const [saving, setSaving] = useState(false);
  useEffect(() => setDraft(saved), [saved]);
  const endpoints = linesOf(draft);
  const changed = endpoints.join('\n') !== saved;
  const save = async (): Promise<void> => {
    setSaving(true);
    const result = await bridge.request('settings.update', { engine: { endpoints } });
    setSaving(false);
    if (result.ok) {
      setProblem([]);
      setDraft(endpoints.join('\n'));
      sayDone(t('settings.saved'));
    } else {
      setProblem([failureText(result.error), result.error.message]);
    }
  };
  return (
    <div>
      <Textarea
        label={t('settings.endpointsLabel')}
        description={t('settings.endpointsHint')}
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        value={draft}
        onChange={({ currentTarget }) => {
          setDraft(currentTarget.value);
          setProblem([]);
        }}
        error={problem.length === 0 ? null : problem.join(' ')}
        classNames={{ input: classes.mono ?? '' }}
      />
      {endpoints.some(isRemote) ? <p className={classes.warning}>{t('settings.endpointsWarning')}</p> : null}
      {changed ? (
        <Group gap="xs" mt="xs">
          <Button size="sm" loading={saving} onClick={() => void save()}>
            {t('common.save')}
          </Button>
          <Button size="sm" variant="default" onClick={() => setDraft(saved)}>
            {t('common.undoChanges')}
          </Button>
        </Group>
      ) : null}
    </div>
  );
}
