import { ActionIcon } from '@mantine/core';
import { IconInfoCircle, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { View } from '../../contract/bridge.ts';
import type { Notice } from '../../contract/state.ts';
import { reasonDetail, reasonSentence } from '../../locales/index.ts';
import { useAppState } from '../state/context.tsx';
import classes from './notices.module.css';
import { useRequest } from './use-request.ts';
import { useTranslate } from './use-translate.ts';

/** What main has to tell once, above every view, until it is dismissed. The overview itself tells the worst one. */
export function Notices({ view }: { readonly view: View }) {
  const notices = useAppState((state) => state.notices);
  const worst = useAppState((state) => state.protection.reasons[0]);
  const told = view === 'overview' && worst?.code === 'notice' ? worst.params.id : null;
  const untold = notices.filter(({ id }) => id !== told);
  return untold.map((notice) => <NoticeBanner key={notice.id} notice={notice} />);
}

function NoticeBanner({ notice }: { readonly notice: Notice }) {
  const { t } = useTranslation();
  const translate = useTranslate();
  const { ask, asking } = useRequest();
  const reason = {
    code: 'notice',
    params: { ...notice.params, code: notice.code },
    remedy: 'dismiss-notice',
  } as const;
  return (
    <aside className={classes.notice} aria-label={reasonSentence(translate, reason)}>
      <IconInfoCircle size={18} stroke={1.9} aria-hidden className={classes.icon} />
      <div className={classes.texts}>
        <strong className={classes.sentence}>{reasonSentence(translate, reason)}</strong>{' '}
        <span>{reasonDetail(translate, reason)}</span>
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        loading={asking}
        aria-label={t('notice.dismiss')}
        onClick={() => void ask('notices.dismiss', { id: notice.id })}
      >
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </aside>
  );
}
