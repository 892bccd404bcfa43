import { NumberInput, Stack, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type ExclusionDraft, type ExclusionField, lineFields, readDraft } from './exclusion-draft.ts';
import classes from './folders.module.css';

interface ExclusionFieldsProps {
  readonly draft: ExclusionDraft;
  readonly onChange: (draft: ExclusionDraft) => void;
}

/** Fields for what is left out; what cannot be a rule is said at its field. */
export function ExclusionFields({ draft, onChange }: ExclusionFieldsProps) {
  const { t } = useTranslation();
  const { refused } = readDraft(draft);
  const errorOf = (field: ExclusionField): string | null => {
    const rule = refused[field];
    return rule === undefined ? null : t(`folders.refused.${field}`, { rule });
  };
  return (
    <Stack gap="sm">
      {lineFields.map((field) => (
        <Textarea
          key={field}
          label={t(`folders.exclude.${field}`)}
          description={t(`folders.excludeHint.${field}`)}
          autosize
          minRows={1}
          maxRows={6}
          spellCheck={false}
          value={draft[field]}
          onChange={({ currentTarget }) => onChange({ ...draft, [field]: currentTarget.value })}
          error={errorOf(field)}
          classNames={{ input: classes.mono ?? '' }}
        />
      ))}
      <NumberInput
        label={t('folders.exclude.largerThanMiB')}
        description={t('folders.excludeHint.largerThanMiB')}
        suffix={` ${t('settings.mib')}`}
        value={draft.largerThanMiB}
        onChange={(largerThanMiB) => onChange({ ...draft, largerThanMiB })}
        allowDecimal={false}
        allowNegative={false}
        error={errorOf('largerThanMiB')}
      />
    </Stack>
  );
}
