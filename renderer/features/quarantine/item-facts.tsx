import { useTranslation } from 'react-i18next';
import type { QuarantineItem } from '../../../contract/quarantine.ts';
import { Copyable } from '../../ui/copyable.tsx';
import { Facts } from '../../ui/facts.tsx';
import { FileName } from '../../ui/file-name.tsx';
import { useFormat } from '../../ui/use-format.ts';

/** All that was known of a file when it was locked away. */
export function ItemFacts({ item }: { readonly item: QuarantineItem }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Facts
      entries={[
        [t('quarantine.signature'), <code key="signature">{item.signature}</code>],
        [t('quarantine.from'), <FileName key="path" name={item.path} wrap />],
        [t('quarantine.origin'), item.origin === null ? null : <FileName key="origin" name={item.origin} wrap />],
        [t('quarantine.date'), format.dateTime(item.at)],
        [t('quarantine.engine'), item.engine ?? t('common.unknown')],
        [t('quarantine.signatureVersion'), item.signatureVersion],
        [t('quarantine.size'), <bdi key="size">{format.bytes(item.size)}</bdi>],
        [t('quarantine.mtime'), format.dateTime(item.mtime)],
        [t('quarantine.mode'), item.mode.toString(8).padStart(4, '0')],
        [t('quarantine.attributes'), t(`quarantine.attributesState.${item.attributes}`)],
        [t('activity.sha256'), <Copyable key="hash" text={item.sha256} label={t('activity.copyHash')} />],
      ]}
    />
  );
}
