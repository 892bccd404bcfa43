import { Button, Group } from '@mantine/core';
import { IconEyeCheck, IconFolderOpen, IconLock, IconRefresh, IconShieldOff } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScanRecord } from '../../../contract/verdicts.ts';
import { useNavigate } from '../../navigation.tsx';
import { useAppState } from '../../state/context.tsx';
import { useFocusKept } from '../../ui/focus.ts';
import { sayDone, useRequest } from '../../ui/use-request.ts';
import { isUnresolved } from '../../ui/verdict.tsx';
import { AllowQuestion, isAllowable } from './allow-question.tsx';

/** What can be done about one verdict. A file that is locked away is dealt with in the quarantine. */
export function RecordActions({ record }: { readonly record: ScanRecord }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { ask, asking } = useRequest();
  const { quarantineId } = record;
  const [allowing, setAllowing] = useState(false);
  const group = useRef<HTMLDivElement>(null);
  useFocusKept(`${record.acknowledged} ${asking}`, group);
  const held = useAppState((state) => state.quarantine.some(({ id }) => id === quarantineId));
  const again = async (): Promise<void> => {
    if ((await ask('scan.again', { recordId: record.id })).ok) sayDone(t('activity.scanAgainAsked'));
  };
  return (
    <>
      <Group ref={group} tabIndex={-1} gap="xs">
        {isUnresolved(record) ? (
          <Button
            disabled={asking}
            leftSection={<IconEyeCheck size={17} aria-hidden />}
            onClick={() => void ask('history.acknowledge', { recordIds: [record.id] })}
          >
            {t('activity.markSeen')}
          </Button>
        ) : null}
        {isAllowable(record) ? (
          <Button
            variant="default"
            disabled={asking}
            leftSection={<IconShieldOff size={17} aria-hidden />}
            onClick={() => setAllowing(true)}
          >
            {t('activity.allow')}
          </Button>
        ) : null}
        {quarantineId !== null && held ? (
          <Button
            leftSection={<IconLock size={17} aria-hidden />}
            onClick={() => navigate({ view: 'quarantine', quarantineId })}
          >
            {t('activity.openQuarantine')}
          </Button>
        ) : (
          <>
            <Button
              variant="default"
              disabled={asking}
              leftSection={<IconRefresh size={17} aria-hidden />}
              onClick={() => void again()}
            >
              {t('activity.scanAgain')}
            </Button>
            <Button
              variant="default"
              disabled={asking}
              leftSection={<IconFolderOpen size={17} aria-hidden />}
              onClick={() => void ask('desktop.showInFolder', { recordId: record.id })}
            >
              {t('activity.showInFolder')}
            </Button>
          </>
        )}
      </Group>
      {allowing ? <AllowQuestion record={record} onClose={() => setAllowing(false)} /> : null}
    </>
  );
}
