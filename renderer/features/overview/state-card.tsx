import { Button } from '@mantine/core';
import { IconPlayerPlay, IconScan } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { StateReason } from '../../../contract/state.ts';
import { reasonDetail, reasonSentence, stateSentence, visibleText } from '../../../locales/index.ts';
import { useAppState } from '../../state/context.tsx';
import { FileName } from '../../ui/file-name.tsx';
import { lookOf } from '../../ui/level.ts';
import { useRemedy } from '../../ui/use-remedy.ts';
import { sayDone, useRequest } from '../../ui/use-request.ts';
import { useTranslate } from '../../ui/use-translate.ts';
import classes from './overview.module.css';
import { PauseCountdown } from './pause-countdown.tsx';
import { PauseMenu } from './pause-menu.tsx';

/** The one sentence of state with its button, and every further reason beneath it. */
export function StateCard() {
  const { t } = useTranslation();
  const translate = useTranslate();
  const protection = useAppState((state) => state.protection);
  const remedy = useRemedy();
  const [first, ...rest] = protection.reasons;
  // Notices have their own banners above.
  const others = rest.filter(({ code }) => code !== 'notice');
  const { tone, icon: Icon } = lookOf(protection);
  return (
    <section className={classes.stateCard} data-tone={tone} aria-label={t(`state.level.${protection.level}`)}>
      <span className={classes.stateIcon} data-tone={tone}>
        <Icon size={34} stroke={1.6} aria-hidden />
      </span>
      <div className={classes.stateTexts}>
        <p className={classes.level} data-tone={tone}>
          {t(`state.level.${protection.level}`)}
        </p>
        <h2 className={classes.sentence}>{stateSentence(translate, protection)}</h2>
        <p className={classes.detail}>
          {first === undefined ? translate(`state.detail.${protection.level}`, { defaultValue: '' }) : null}
          {first === undefined ? null : reasonDetail(translate, first)}
        </p>
        <PauseCountdown />
        {first === undefined ? null : <EngineWords reason={first} />}
        <div className={classes.stateButtons}>
          {first === undefined ? null : (
            <Button loading={remedy.applying} onClick={() => remedy.apply(first)}>
              {t(`state.remedy.${first.remedy}`)}
            </Button>
          )}
          <ScanButtons />
        </div>
      </div>
      {others.length === 0 ? null : (
        <ul className={classes.reasons} aria-label={t('overview.more')}>
          {others.map((reason) => (
            <li key={`${reason.code} ${reason.params.path ?? ''}`} className={classes.reason}>
              <span className={classes.reasonText}>{reasonSentence(translate, reason)}</span>
              <Button size="compact-sm" variant="default" onClick={() => remedy.apply(reason)}>
                {t(`state.remedy.${reason.remedy}`)}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** The technical words behind a reason, where main gave some and the sentences do not tell them already. */
function EngineWords({ reason }: { readonly reason: StateReason }) {
  const translate = useTranslate();
  const { detail } = reason.params;
  if (typeof detail !== 'string' || detail === '') return null;
  if (reasonDetail(translate, reason).includes(visibleText(detail))) return null;
  return (
    <p className={classes.words}>
      <FileName name={detail} wrap />
    </p>
  );
}

function ScanButtons() {
  const { t } = useTranslation();
  const paused = useAppState((state) => state.protection.paused);
  const resumeIsOffered = useAppState((state) => state.protection.reasons.some(({ remedy }) => remedy === 'resume'));
  const hasFolders = useAppState((state) => state.folders.length > 0);
  const { ask, asking } = useRequest();
  const scan = async (): Promise<void> => {
    const result = await ask('scan.now', {});
    if (result.ok) sayDone(t(result.value.joined ? 'fullScan.joined' : 'fullScan.begun'));
  };
  if (!hasFolders) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconScan size={17} aria-hidden />}
        disabled={asking}
        onClick={() => void scan()}
      >
        {t('overview.scanNow')}
      </Button>
      {paused ? null : <PauseMenu />}
      {paused && !resumeIsOffered ? (
        <Button
          variant="default"
          disabled={asking}
          leftSection={<IconPlayerPlay size={17} aria-hidden />}
          onClick={() => void ask('protection.resume', {})}
        >
          {t('overview.resume')}
        </Button>
      ) : null}
    </>
  );
}
