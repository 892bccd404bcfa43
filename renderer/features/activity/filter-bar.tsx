import { CloseButton, Select, TextInput } from '@mantine/core';
import { IconEye, IconSearch } from '@tabler/icons-react';
import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type Verdict, verdicts } from '../../../contract/verdicts.ts';
import { visibleText } from '../../../locales/index.ts';
import { useAppState } from '../../state/context.tsx';
import { verdictLooks } from '../../ui/verdict.tsx';
import { searchField } from '../keyboard/search-field.ts';
import classes from './activity.module.css';
import { type Filters, periods } from './filters.ts';

interface FilterBarProps {
  readonly filters: Filters;
  readonly onChange: (filters: Filters) => void;
}

/** Which verdicts, folder, time and text the list shows; what else there is to choose comes beside the fields. */
export const FilterBar = memo(function FilterBar({
  filters,
  onChange,
  children,
}: FilterBarProps & { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const folders = useAppState((state) => state.folders);
  return (
    <search className={classes.filters} aria-label={t('activity.filter')}>
      <TextInput
        {...searchField}
        className={classes.search}
        aria-label={t('activity.search')}
        placeholder={t('activity.search')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={filters.text}
        maxLength={500}
        onChange={({ currentTarget }) => onChange({ ...filters, text: currentTarget.value })}
        rightSection={
          filters.text === '' ? null : (
            <CloseButton
              size="sm"
              aria-label={t('activity.clearFilters')}
              onClick={() => onChange({ ...filters, text: '' })}
            />
          )
        }
      />
      <Select
        className={classes.folder}
        aria-label={t('activity.folder')}
        placeholder={t('activity.allFolders')}
        clearable
        data={folders.map(({ id, path }) => ({ value: id, label: visibleText(path) }))}
        value={filters.folderId}
        onChange={(folderId) => onChange({ ...filters, folderId })}
        comboboxProps={{ width: 'max-content', position: 'bottom-end' }}
      />
      <Select
        className={classes.period}
        aria-label={t('activity.time')}
        allowDeselect={false}
        data={periods.map((period) => ({
          value: period,
          label: period === 'any' ? t('activity.anyTime') : t(`activity.time-${period}`),
        }))}
        value={filters.period}
        onChange={(value) =>
          onChange({ ...filters, period: periods.find((period) => period === value) ?? filters.period })
        }
      />
      {children}
      <VerdictToggles filters={filters} onChange={onChange} />
    </search>
  );
});

function VerdictToggles({ filters, onChange }: FilterBarProps) {
  const { t } = useTranslation();
  const { verdicts: chosen, unresolved } = filters;
  const choose = (next: readonly Verdict[]): void => onChange({ ...filters, verdicts: next });
  return (
    <fieldset className={classes.toggles}>
      <legend className={classes.legend}>{t('activity.verdicts')}</legend>
      <button
        type="button"
        className={classes.toggle}
        aria-pressed={chosen.length === 0 && !unresolved}
        onClick={() => onChange({ ...filters, verdicts: [], unresolved: false })}
      >
        {t('activity.allVerdicts')}
      </button>
      <button
        type="button"
        className={classes.toggle}
        aria-pressed={unresolved}
        onClick={() => onChange({ ...filters, unresolved: !unresolved })}
      >
        <IconEye size={15} stroke={2} aria-hidden />
        {t('activity.unresolved')}
      </button>
      {verdicts.map((verdict) => {
        const { icon: Icon } = verdictLooks[verdict];
        const pressed = chosen.includes(verdict);
        return (
          <button
            key={verdict}
            type="button"
            className={classes.toggle}
            aria-pressed={pressed}
            onClick={() => choose(pressed ? chosen.filter((other) => other !== verdict) : [...chosen, verdict])}
          >
            <Icon size={15} stroke={2} aria-hidden />
            {t(`verdict.${verdict}`)}
          </button>
        );
      })}
    </fieldset>
  );
}
