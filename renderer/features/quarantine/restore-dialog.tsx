import { Alert, Checkbox, Modal, Radio, Stack } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuarantineItem } from '../../../contract/quarantine.ts';
import { ok } from '../../../contract/result.ts';
import { visibleText } from '../../../locales/index.ts';
import { useBridge } from '../../state/context.tsx';
import { FileName } from '../../ui/file-name.tsx';
import { useFocusReturn } from '../../ui/focus.ts';
import { sayDone } from '../../ui/use-request.ts';
import { AllowTerms, noTerms, toAllow } from './allow-terms.tsx';
import { BatchOrNames } from './batch-results.tsx';
import { DialogButtons } from './dialog-buttons.tsx';
import classes from './quarantine.module.css';
import { RescanPanel } from './rescan-panel.tsx';
import { useBatch } from './use-batch.ts';

const execBits = 0o111;

interface RestoreDialogProps {
  readonly items: readonly QuarantineItem[];
  /** Told whether every item was restored. */
  readonly onClose: (allDone: boolean) => void;
}

/** Says what restoring means before it is done. Several items go back to where they were; one may go elsewhere. */
export function RestoreDialog({ items, onClose }: RestoreDialogProps) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const batch = useBatch(items);
  const [elsewhere, setElsewhere] = useState(false);
  const [keepExec, setKeepExec] = useState(false);
  const [terms, setTerms] = useState(noTerms);
  const couldRun = items.some(({ mode }) => (mode & execBits) !== 0);
  const [only] = items.length === 1 ? items : [];

  const focus = useFocusReturn();
  const close = (): void => {
    if (batch.allDone) focus.toHeading();
    onClose(batch.allDone);
  };

  const restore = async (): Promise<void> => {
    const allDone = await batch.run(async ({ id }) => {
      const result = await bridge.request(elsewhere ? 'quarantine.restoreElsewhere' : 'quarantine.restore', {
        id,
        keepExec,
        ...toAllow(terms),
      });
      if (!result.ok) return result;
      if (result.value === null) return ok(null);
      const to = t('quarantine.restoredTo', { path: visibleText(result.value.path) });
      const note = result.value.attributesLost ? `${to}. ${t('quarantine.attributesLost')}` : to;
      if (items.length === 1) sayDone(note);
      return ok({ note });
    });
    if (!allDone || items.length > 1) return;
    focus.toHeading();
    onClose(true);
  };

  return (
    <Modal
      opened
      onClose={batch.phase === 'running' ? () => undefined : close}
      title={t('quarantine.restoreTitle', { count: items.length })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ title: classes.dialogTitle ?? '', content: classes.dialogContent ?? '' }}
    >
      <Stack gap="md">
        <Alert
          color="red"
          variant="light"
          icon={<IconAlertTriangle aria-hidden />}
          classNames={{ root: classes.warning ?? '', message: classes.warningText ?? '' }}
        >
          {t('quarantine.restoreWarning', { count: items.length, signature: only?.signature ?? '' })}
        </Alert>
        {batch.phase === 'idle' ? (
          <>
            <RescanPanel items={items} />
            {only === undefined ? null : (
              <Radio.Group
                label={t('quarantine.restoreWhere')}
                value={elsewhere ? 'elsewhere' : 'default'}
                onChange={(value) => setElsewhere(value === 'elsewhere')}
              >
                <Stack gap="xs" mt="xs">
                  <Radio
                    value="default"
                    label={t('quarantine.restoreDefault')}
                    description={
                      <>
                        <FileName name={only.path} wrap /> · {t('quarantine.restoreDefaultHint')}
                      </>
                    }
                  />
                  <Radio
                    value="elsewhere"
                    label={t('quarantine.restoreElsewhere')}
                    description={t('quarantine.restoreElsewhereHint')}
                  />
                </Stack>
              </Radio.Group>
            )}
            <Checkbox
              checked={keepExec}
              disabled={!couldRun}
              onChange={({ currentTarget }) => setKeepExec(currentTarget.checked)}
              label={t('quarantine.keepExec')}
              description={t(couldRun ? 'quarantine.keepExecHint' : 'quarantine.keepExecNone')}
            />
            <p className={classes.hint}>{t('quarantine.restoreAllow')}</p>
            <AllowTerms terms={terms} onChange={setTerms} />
          </>
        ) : null}
        {batch.phase !== 'idle' || only === undefined ? (
          <BatchOrNames
            items={items}
            batch={batch}
            doneText={t('quarantine.restored')}
            {...(elsewhere ? { waitingText: t('quarantine.waitingForChoice') } : {})}
          />
        ) : null}
        <DialogButtons
          batch={batch}
          count={items.length}
          confirmText={
            elsewhere ? t('quarantine.chooseAndRestore') : t('quarantine.confirmRestore', { count: items.length })
          }
          onConfirm={() => void restore()}
          onClose={close}
        />
      </Stack>
    </Modal>
  );
}
