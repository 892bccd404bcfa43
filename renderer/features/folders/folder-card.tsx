import { Anchor, Button, Group } from '@mantine/core';
import {
  IconEye,
  IconEyeExclamation,
  IconFolder,
  IconFolderOff,
  IconHourglass,
  IconLockAccess,
  IconPlugConnectedX,
  IconScan,
  type TablerIcon,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FolderTest } from '../../../contract/folder-test.ts';
import { type FolderHealth, type FolderState, isOutOfReach } from '../../../contract/state.ts';
import { visibleText } from '../../../locales/index.ts';
import { useAppState } from '../../state/context.tsx';
import { FileName } from '../../ui/file-name.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { sayDone, useRequest } from '../../ui/use-request.ts';
import { useTranslate } from '../../ui/use-translate.ts';
import { Badge, type Tone } from '../../ui/verdict.tsx';
import { BlindSpots } from './blind-spots.tsx';
import classes from './folders.module.css';

const looks: Readonly<Record<FolderHealth, { readonly tone: Tone; readonly icon: TablerIcon }>> = {
  starting: { tone: 'wait', icon: IconHourglass },
  watching: { tone: 'good', icon: IconEye },
  partial: { tone: 'odd', icon: IconEyeExclamation },
  'not-compared': { tone: 'odd', icon: IconEyeExclamation },
  unavailable: { tone: 'odd', icon: IconFolderOff },
  'no-answer': { tone: 'odd', icon: IconPlugConnectedX },
  denied: { tone: 'bad', icon: IconLockAccess },
};

interface FolderCardProps {
  readonly folder: FolderState;
  readonly onRemove: () => void;
  readonly onOptions: () => void;
}

/** One watched folder. */
export function FolderCard({ folder, onRemove, onOptions }: FolderCardProps) {
  const { t } = useTranslation();
  const translate = useTranslate();
  const format = useFormat();
  const platform = useAppState((state) => state.system.platform);
  const { ask, asking } = useRequest();
  const [testing, setTesting] = useState(false);
  const [tested, setTested] = useState<FolderTest | null>(null);
  const { health } = folder;
  const { tone, icon } = looks[health];
  const scan = async (): Promise<void> => {
    const result = await ask('scan.now', { folderId: folder.id });
    if (result.ok) sayDone(t(result.value.joined ? 'fullScan.joined' : 'fullScan.begun'));
  };
  const test = async (): Promise<void> => {
    setTesting(true);
    const result = await ask('folders.test', { id: folder.id });
    setTesting(false);
    if (result.ok) setTested(result.value);
  };
  const poll = async (): Promise<void> => {
    if ((await ask('folders.configure', { id: folder.id, polling: true })).ok) sayDone(t('folders.polledNow'));
  };
  const facts = [
    t(folder.recursive ? 'folders.recursive' : 'folders.notRecursive'),
    folder.files === null ? null : t('folders.files', { count: folder.files }),
    folder.excluded.files === 0 ? null : t('folders.excludedFiles', { count: folder.excluded.files }),
    folder.excluded.folders === 0 ? null : t('folders.excludedFolders', { count: folder.excluded.folders }),
    folder.polling ? t('folders.polled') : null,
    folder.sweptAt === null ? t('folders.notSwept') : t('folders.swept', { when: format.age(folder.sweptAt) }),
  ].filter((text) => text !== null);
  return (
    <li className={classes.folder} aria-label={visibleText(folder.path)}>
      <IconFolder size={26} stroke={1.5} aria-hidden className={classes.icon} />
      <div className={classes.texts}>
        <div className={classes.head}>
          <span className={classes.path}>
            <FileName name={folder.path} />
          </span>
          <Badge tone={tone} icon={icon} text={t(`folders.health.${health}`)} />
        </div>
        <p className={classes.facts}>{facts.join(' · ')}</p>
        <output className={classes.facts}>
          {tested === null ? null : (
            <>
              {t(`folders.test.${tested.outcome}`, {
                seconds: format.number(Math.round(tested.durationMs / 100) / 10),
              })}
              {tested.detail === '' ? null : (
                <span className={classes.words}>
                  <FileName name={tested.detail} wrap />
                </span>
              )}
            </>
          )}
        </output>
        {folder.blind.length === 0 ? null : <BlindSpots blind={folder.blind} />}
        {folder.network === null || folder.polling ? null : (
          <p className={classes.trouble}>
            {t('folders.networkHint', { type: folder.network })}{' '}
            <Anchor component="button" type="button" size="sm" onClick={() => void poll()}>
              {t('folders.usePolling')}
            </Anchor>
          </p>
        )}
        {isOutOfReach(health) || health === 'not-compared' ? (
          <p className={classes.trouble}>
            {translate(`folders.healthHint.${health}`, { context: platform })}
            {folder.detail === '' || health === 'no-answer' ? null : (
              <span className={classes.words}>
                <FileName name={folder.detail} wrap />
              </span>
            )}
          </p>
        ) : null}
      </div>
      <Group gap="xs" className={classes.buttons ?? ''}>
        <Button
          variant="default"
          size="sm"
          disabled={asking || isOutOfReach(health)}
          leftSection={<IconScan size={16} aria-hidden />}
          onClick={() => void scan()}
        >
          {t('folders.scan')}
        </Button>
        <Button
          variant="default"
          size="sm"
          loading={testing}
          disabled={isOutOfReach(health)}
          onClick={() => void test()}
        >
          {t('folders.testButton')}
        </Button>
        <Button variant="default" size="sm" onClick={onOptions}>
          {t('folders.options')}
        </Button>
        <Button variant="default" size="sm" onClick={onRemove}>
          {t('folders.remove')}
        </Button>
      </Group>
    </li>
  );
}
