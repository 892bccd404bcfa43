import { Button, Table } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AllowEntry } from '../../../contract/quarantine.ts';
import { visibleText } from '../../../locales/index.ts';
import { useAppState } from '../../state/context.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { directoryOf, FileName, lastNameOf } from '../../ui/file-name.tsx';
import { useFocusReturn } from '../../ui/focus.ts';
import { QuestionDialog } from '../../ui/question-dialog.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { sayDone, useRequest } from '../../ui/use-request.ts';
import classes from './quarantine.module.css';

/** The files that are left alone, each with the way to end that. */
export function AllowedTab({ entries }: { readonly entries: readonly AllowEntry[] }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<AllowEntry | null>(null);
  return (
    <>
      <p className={classes.hint}>{t('quarantine.allowedHint')}</p>
      <div className={classes.card}>
        {entries.length === 0 ? (
          <EmptyState
            icon={IconListCheck}
            title={t('quarantine.allowedEmpty')}
            hint={t('quarantine.allowedEmptyHint')}
          />
        ) : (
          <Table className={classes.table} verticalSpacing="xs" horizontalSpacing="md">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('quarantine.name')}</Table.Th>
                <Table.Th className={classes.allowedSignatureColumn}>{t('quarantine.signature')}</Table.Th>
                <Table.Th className={classes.reasonColumn}>{t('quarantine.reason')}</Table.Th>
                <Table.Th className={classes.dateColumn}>{t('quarantine.allowedUntil')}</Table.Th>
                <Table.Th className={classes.actionColumn}>
                  <span className={classes.unseen}>{t('quarantine.revoke')}</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {entries.map((entry) => (
                <Row key={entry.id} entry={entry} onRevoke={() => setAsked(entry)} />
              ))}
            </Table.Tbody>
          </Table>
        )}
      </div>
      {asked === null ? null : <RevokeDialog entry={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

function Row({ entry, onRevoke }: { readonly entry: AllowEntry; readonly onRevoke: () => void }) {
  const { t } = useTranslation();
  const platform = useAppState((state) => state.system.platform);
  const name = lastNameOf(entry.path, platform);
  return (
    <Table.Tr>
      <Table.Td className={classes.nameCell}>
        <span className={classes.allowedName}>
          <FileName name={name} />
        </span>
        <span className={classes.directory}>
          <FileName name={directoryOf(entry.path, platform)} />
        </span>
        <span className={classes.secondSignature}>
          <bdi dir="ltr">{entry.signature}</bdi>
        </span>
        {entry.reason === '' ? null : <span className={classes.secondReason}>{visibleText(entry.reason)}</span>}
      </Table.Td>
      <Table.Td className={classes.signature}>{entry.signature}</Table.Td>
      <Table.Td className={classes.reason}>
        {entry.reason === '' ? (
          t('quarantine.noReason')
        ) : (
          <span className={classes.fewLines}>{visibleText(entry.reason)}</span>
        )}
      </Table.Td>
      <Table.Td className={classes.date}>
        <Until entry={entry} />
      </Table.Td>
      <Table.Td>
        <Button
          variant="default"
          size="xs"
          aria-label={`${t('quarantine.revoke')} ${visibleText(name)}`}
          onClick={onRevoke}
        >
          {t('quarantine.revoke')}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}

function Until({ entry: { expiresAt } }: { readonly entry: AllowEntry }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (expiresAt === null) return t('quarantine.allowedForever');
  const when = format.when(expiresAt);
  return Date.parse(expiresAt) > Date.now() ? when : t('quarantine.expired', { when });
}

function RevokeDialog({ entry, onClose }: { readonly entry: AllowEntry; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { ask, asking } = useRequest();
  const focus = useFocusReturn();
  const revoke = async (): Promise<void> => {
    if ((await ask('allow.revoke', { id: entry.id })).ok) {
      focus.toHeading();
      sayDone(t('quarantine.revoked'));
    }
    onClose();
  };
  return (
    <QuestionDialog
      title={t('quarantine.revokeTitle')}
      confirmText={t('quarantine.confirmRevoke')}
      asking={asking}
      onConfirm={() => void revoke()}
      onClose={onClose}
    >
      <FileName name={entry.path} wrap />
      {entry.reason === '' ? null : (
        <p className={classes.words}>
          {t('quarantine.reason')}: <bdi>{visibleText(entry.reason)}</bdi>
        </p>
      )}
      <p className={classes.plain}>{t('quarantine.revokeText')}</p>
    </QuestionDialog>
  );
}
