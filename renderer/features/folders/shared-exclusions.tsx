import { Button, Group, Stack } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState } from '../../state/context.tsx';
import { Section } from '../../ui/page.tsx';
import { sayDone, useRequest } from '../../ui/use-request.ts';
import { draftOf, readDraft } from './exclusion-draft.ts';
import { ExclusionFields } from './exclusion-fields.tsx';
import { ExclusionTrial } from './exclusion-trial.tsx';
import classes from './folders.module.css';

/** What is left out in every folder. */
export function SharedExclusions() {
  const { t } = useTranslation();
  const { ask, asking } = useRequest();
  const saved = useAppState((state) => state.settings.exclusions);
  const [draft, setDraft] = useState(() => draftOf(saved));
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setDraft(draftOf(saved)), [saved]);
  const { exclusions } = readDraft(draft);
  const rules = saved.globs.length + saved.extensions.length + saved.folders.length;
  const count = rules + (saved.largerThanMiB === null ? 0 : 1);
  const save = async (): Promise<void> => {
    if (exclusions === null || !(await ask('settings.update', { exclusions })).ok) return;
    sayDone(t('settings.saved'));
    setOpen(false);
  };
  return (
    <Section
      title={t('folders.sharedExclusions')}
      aside={
        <Button variant="default" size="sm" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t('folders.editExclusions')}
        </Button>
      }
    >
      <p className={classes.facts}>{t('folders.sharedRules', { count })}</p>
      {isOpen ? (
        <Stack gap="sm" mt="sm">
          <ExclusionFields draft={draft} onChange={setDraft} />
          <ExclusionTrial draft={draft} folderId={null} />
          <Group gap="xs">
            <Button size="sm" loading={asking} disabled={exclusions === null} onClick={() => void save()}>
              {t('common.save')}
            </Button>
            <Button size="sm" variant="default" onClick={() => setDraft(draftOf(saved))}>
              {t('common.undoChanges')}
            </Button>
          </Group>
        </Stack>
      ) : null}
    </Section>
  );
}
