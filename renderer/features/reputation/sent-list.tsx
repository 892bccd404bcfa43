import { Button, Group, Stack } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SentRequest } from '../../../contract/reputation.ts';
import { visibleText } from '../../../locales/index.ts';
import { useAppState, useBridge } from '../../state/context.tsx';
import { FileName } from '../../ui/file-name.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { sayDone, useRequest } from '../../ui/use-request.ts';
import { ClearDialog } from './clear-dialog.tsx';
import classes from './reputation.module.css';

const pageSize = 50;

/** Every request that left this machine, newest first. */
export function SentList() {
  const { t } = useTranslation();
  const bridge = useBridge();
  const sent = useAppState((state) => state.reputation.requests);
  const isAsking = useAppState((state) => state.reputation.status === 'asking');
  const [limit, setLimit] = useState(pageSize);
  const [list, setList] = useState<{ readonly requests: readonly SentRequest[]; readonly total: number } | null>(null);
  const [cleared, setCleared] = useState(0);
  const [isAsked, setAsked] = useState(false);
  const { ask, asking } = useRequest();
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of these says that the list may be another
  useEffect(() => {
    let left = false;
    void bridge.request('reputation.list', { limit }).then((result) => {
      if (!left && result.ok) setList(result.value);
    });
    return () => {
      left = true;
    };
  }, [bridge, limit, sent, isAsking, cleared]);
  const exportAll = async (): Promise<void> => {
    const done = await ask('reputation.export', {});
    if (done.ok && done.value !== null) sayDone(t('reputation.exported', { path: visibleText(done.value.path) }));
  };
  if (list === null) return null;
  return (
    <Stack gap="xs">
      <h3 className={classes.listTitle}>{t('reputation.list')}</h3>
      {list.requests.length === 0 ? (
        <p className={classes.hint}>{t('reputation.listEmpty')}</p>
      ) : (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
          <section className={classes.listFrame} tabIndex={0} aria-label={t('reputation.list')}>
            <table className={classes.list}>
              <thead>
                <tr>
                  {(['when', 'what', 'host', 'outcome'] as const).map((column) => (
                    <th key={column} scope="col">
                      {t(`reputation.column.${column}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {list.requests.map((request) => (
                  <Sent key={request.id} request={request} />
                ))}
              </tbody>
            </table>
          </section>
          <Group gap="xs">
            {list.requests.length < list.total && limit < 1000 ? (
              <Button size="sm" variant="default" onClick={() => setLimit((shown) => Math.min(shown * 4, 1000))}>
                {t('common.loadMore')}
              </Button>
            ) : null}
            <Button size="sm" variant="default" disabled={asking} onClick={() => void exportAll()}>
              {t('reputation.export')}
            </Button>
            <Button size="sm" variant="default" disabled={asking} onClick={() => setAsked(true)}>
              {t('reputation.clear')}
            </Button>
          </Group>
        </>
      )}
      {isAsked ? (
        <ClearDialog onCleared={() => setCleared((count) => count + 1)} onClose={() => setAsked(false)} />
      ) : null}
    </Stack>
  );
}

function Sent({ request: { at, what, host, sha256, name, size, outcome, detail } }: { readonly request: SentRequest }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <tr>
      <td>
        <time dateTime={at}>{format.when(at)}</time>
      </td>
      <td title={sha256}>
        {t(`reputation.sent.${what}`, {
          name: visibleText(name),
          size: size === null ? t('common.unknown') : format.bytes(size),
        })}
      </td>
      <td>
        <bdi dir="ltr">{host}</bdi>
      </td>
      <td>
        {t(`reputation.outcome.${outcome}`)}
        {detail === '' ? null : (
          <span className={classes.words}>
            <FileName name={detail} wrap />
          </span>
        )}
      </td>
    </tr>
  );
}
