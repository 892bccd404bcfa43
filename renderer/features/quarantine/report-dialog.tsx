import { Alert, Button, Checkbox, Group, Modal, Stack } from '@mantine/core';
import { IconAlertTriangle, IconCopy, IconFileExport } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { falsePositiveForm, type QuarantineItem } from '../../../contract/quarantine.ts';
import { visibleText } from '../../../locales/index.ts';
import { Copyable } from '../../ui/copyable.tsx';
import { Facts } from '../../ui/facts.tsx';
import { useFocusReturn } from '../../ui/focus.ts';
import { sayDone, useRequest } from '../../ui/use-request.ts';
import classes from './quarantine.module.css';

interface ReportDialogProps {
  readonly items: readonly QuarantineItem[];
  readonly onClose: () => void;
}

/** What there is to tell the makers of a signature that is wrong, and the file for them once its danger was understood. */
export function ReportDialog({ items, onClose }: ReportDialogProps) {
  const { t } = useTranslation();
  useFocusReturn();
  const [item] = items;
  return item === undefined ? null : (
    <Modal
      opened
      onClose={onClose}
      title={t('quarantine.reportTitle')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ title: classes.dialogTitle ?? '' }}
    >
      <Stack gap="md">
        <ReportFacts item={item} />
        {item.state === 'stored' ? <Export item={item} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.close')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function ReportFacts({ item }: { readonly item: QuarantineItem }) {
  const { t } = useTranslation();
  const { ask } = useRequest();
  const { signature, sha256, signatureVersion } = item;
  const text = [falsePositiveForm, signature, sha256, signatureVersion].filter((part) => part !== null).join('\n');
  const copy = async (): Promise<void> => {
    if ((await ask('desktop.copyText', { text })).ok) sayDone(t('common.copied'));
  };
  return (
    <>
      <p className={classes.plain}>{t('quarantine.reportText')}</p>
      <Facts
        entries={[
          [t('quarantine.reportForm'), <Copyable key="form" text={falsePositiveForm} label={t('settings.copyPath')} />],
          [t('quarantine.signature'), <code key="signature">{signature}</code>],
          [t('quarantine.signatureVersion'), signatureVersion],
          [t('activity.sha256'), <code key="hash">{sha256}</code>],
        ]}
      />
      <Group>
        <Button variant="default" leftSection={<IconCopy size={17} aria-hidden />} onClick={() => void copy()}>
          {t('quarantine.reportCopy')}
        </Button>
      </Group>
    </>
  );
}

function Export({ item }: { readonly item: QuarantineItem }) {
  const { t } = useTranslation();
  const { ask, asking } = useRequest();
  const [isUnderstood, setUnderstood] = useState(false);
  const exportItem = async (): Promise<void> => {
    const result = await ask('quarantine.export', { id: item.id });
    if (result.ok && result.value !== null) {
      sayDone(t('quarantine.exported', { path: visibleText(result.value.path) }));
    }
  };
  return (
    <>
      <h3 className={classes.part}>{t('quarantine.exportTitle')}</h3>
      <p className={classes.plain}>{t('quarantine.exportText')}</p>
      <Alert
        color="red"
        variant="light"
        icon={<IconAlertTriangle aria-hidden />}
        classNames={{ root: classes.warning ?? '', message: classes.warningText ?? '' }}
      >
        {t('quarantine.exportWarning')}
      </Alert>
      <Checkbox
        checked={isUnderstood}
        onChange={({ currentTarget }) => setUnderstood(currentTarget.checked)}
        label={t('quarantine.exportUnderstood')}
      />
      <Group>
        <Button
          variant="default"
          leftSection={<IconFileExport size={17} aria-hidden />}
          disabled={!isUnderstood}
          loading={asking}
          onClick={() => void exportItem()}
        >
          {t('quarantine.export')}
        </Button>
      </Group>
    </>
  );
}
