import { SegmentedControl, Stack, Switch } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Navigation } from '../../../contract/bridge.ts';
import { useAppState } from '../../state/context.tsx';
import { Copyable } from '../../ui/copyable.tsx';
import { Facts } from '../../ui/facts.tsx';
import { goToSection } from '../../ui/go-to-section.ts';
import { Page, Section } from '../../ui/page.tsx';
import { SectionList } from '../../ui/section-list.tsx';
import { ReputationSettings } from '../reputation/reputation-settings.tsx';
import { AutostartSwitch } from './autostart-switch.tsx';
import { EndpointsField } from './endpoints-field.tsx';
import { FirstStepsLink } from './first-steps-link.tsx';
import { HistorySettings } from './history-settings.tsx';
import { LanguageField } from './language-field.tsx';
import { NotificationFields } from './notification-fields.tsx';
import { NumberField } from './number-field.tsx';
import { OwnEngineSettings } from './own-engine-settings.tsx';
import { PolicyTable } from './policy-table.tsx';
import { PrivacySettings } from './privacy-settings.tsx';
import { QuarantineSettings } from './quarantine-settings.tsx';
import { ScanSettings } from './scan-settings.tsx';
import classes from './settings.module.css';
import { SignatureSettings } from './signature-settings.tsx';
import { useSave } from './use-save.ts';
import { WatchSettings } from './watch-settings.tsx';

const sections = [
  'settings.startSection',
  'settings.notificationsSection',
  'settings.policySection',
  'settings.quarantineSection',
  'settings.scanSection',
  'settings.scans.section',
  'settings.watchSection',
  'settings.ownEngineSection',
  'settings.signaturesSection',
  'settings.privacySection',
  'reputation.section',
  'settings.historySection',
  'settings.appearanceSection',
  'settings.aboutSection',
] as const;

/** Everything the user may set. Each change is saved by itself, except the addresses, which are checked first. */
export function SettingsView({ section }: { readonly section: NonNullable<Navigation['section']> | null }) {
  const { t } = useTranslation();
  const system = useAppState((state) => state.system);
  const settings = useAppState((state) => state.settings);
  const { save } = useSave();
  // biome-ignore lint/correctness/useExhaustiveDependencies: only as it opens; in another language it stays where it is
  useEffect(() => {
    if (section !== null) goToSection(t(`${section}.section`));
  }, []);
  return (
    <Page title={t('settings.title')}>
      <SectionList titles={sections.map((name) => t(name))} />
      <Section title={t('settings.startSection')}>
        <AutostartSwitch />
      </Section>
      <Section title={t('settings.notificationsSection')}>
        <NotificationFields />
      </Section>
      <Section title={t('settings.policySection')}>
        <PolicyTable />
      </Section>
      <Section title={t('settings.quarantineSection')}>
        <QuarantineSettings />
      </Section>
      <Section title={t('settings.scanSection')}>
        <Stack gap="md" className={classes.narrow ?? ''}>
          <NumberField
            label={t('settings.concurrent')}
            description={t('settings.concurrentHint')}
            value={settings.engine.concurrentScans}
            min={1}
            max={32}
            onSave={(concurrentScans) => save({ engine: { concurrentScans } })}
          />
          <NumberField
            label={t('settings.maxSize')}
            description={t('settings.maxSizeHint')}
            unit={t('settings.mib')}
            value={settings.engine.maxFileSizeMiB}
            min={1}
            max={2047}
            onSave={(maxFileSizeMiB) => save({ engine: { maxFileSizeMiB } })}
          />
          <EndpointsField />
        </Stack>
      </Section>
      <Section title={t('settings.scans.section')}>
        <ScanSettings />
      </Section>
      <Section title={t('settings.watchSection')}>
        <WatchSettings />
      </Section>
      <Section title={t('settings.ownEngineSection')}>
        <OwnEngineSettings />
      </Section>
      <Section title={t('settings.signaturesSection')}>
        <SignatureSettings />
      </Section>
      <Section title={t('settings.privacySection')}>
        <PrivacySettings />
      </Section>
      <Section title={t('reputation.section')}>
        <ReputationSettings />
      </Section>
      <Section title={t('settings.historySection')}>
        <HistorySettings />
      </Section>
      <Section title={t('settings.appearanceSection')}>
        <Stack gap="md" className={classes.narrow ?? ''} align="flex-start">
          <SegmentedControl
            aria-label={t('settings.scheme')}
            data={[
              { value: 'auto', label: t('settings.schemeAuto') },
              { value: 'light', label: t('settings.schemeLight') },
              { value: 'dark', label: t('settings.schemeDark') },
            ]}
            value={settings.appearance.colorScheme}
            onChange={(colorScheme) => void save({ appearance: { colorScheme } })}
          />
          <LanguageField />
          <Switch
            label={t('settings.shortcuts')}
            description={t('settings.shortcutsHint')}
            checked={settings.appearance.shortcuts}
            onChange={({ currentTarget }) => void save({ appearance: { shortcuts: currentTarget.checked } })}
          />
        </Stack>
      </Section>
      <Section title={t('settings.aboutSection')}>
        <Facts
          entries={[
            [t('settings.version'), system.version],
            [
              t('settings.dataDirectory'),
              <Copyable key="data" text={system.dataDirectory} label={t('settings.copyPath')} />,
            ],
          ]}
        />
        <FirstStepsLink />
      </Section>
    </Page>
  );
}
