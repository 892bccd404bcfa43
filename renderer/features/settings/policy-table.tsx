import { Radio } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import {
  infectedPolicySchema,
  type Policy,
  type SettingsPatch,
  suspiciousPolicySchema,
  unscannablePolicySchema,
} from '../../../contract/settings.ts';
import { useAppState } from '../../state/context.tsx';
import classes from './settings.module.css';
import { useSave } from './use-save.ts';

type Choice = Policy['suspicious'];
type Unseen = keyof Policy['unscannable'];

/** From the strictest down; a column each. */
const choices = suspiciousPolicySchema.options;
const unseen = [
  'encrypted',
  'too-large',
  'limits-exceeded',
  'timed-out',
  'unreadable',
  'engine-lenient',
] as const satisfies Unseen[];

interface Row {
  readonly key: string;
  readonly kind: string;
  readonly value: Choice;
  /** What to ask main for; null where the choice is not to be had for this kind. */
  readonly patchFor: (choice: Choice) => NonNullable<SettingsPatch['policy']> | null;
}

/** What is done with each kind of finding: one line a kind, one choice each. */
export function PolicyTable() {
  const { t } = useTranslation();
  const policy = useAppState((state) => state.settings.policy);
  const { save } = useSave();
  const rows: readonly Row[] = [
    {
      key: 'infected',
      kind: t('settings.policyKinds.infected'),
      value: policy.infected,
      patchFor: (choice) => {
        const infected = infectedPolicySchema.safeParse(choice);
        return infected.success ? { infected: infected.data } : null;
      },
    },
    {
      key: 'suspicious',
      kind: t('settings.policyKinds.suspicious'),
      value: policy.suspicious,
      patchFor: (suspicious) => ({ suspicious }),
    },
    ...unseen.map((reason) => ({
      key: reason,
      kind: t(`reason.${reason}.name`),
      value: policy.unscannable[reason],
      patchFor: (choice: Choice) => {
        const wanted = unscannablePolicySchema.safeParse(choice);
        return wanted.success ? { unscannable: { [reason]: wanted.data } } : null;
      },
    })),
  ];
  return (
    <>
      <div className={classes.policyFrame}>
        <table className={classes.policy} aria-label={t('settings.policyChoices')}>
          <thead>
            <tr>
              <th scope="col">{t('settings.policyKind')}</th>
              {choices.map((choice) => (
                <th key={choice} scope="col" className={classes.choice}>
                  {t(`settings.policyChoice.${choice}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, kind, value, patchFor }) => (
              <tr key={key}>
                <th scope="row">{kind}</th>
                {choices.map((choice) => {
                  const patch = patchFor(choice);
                  return (
                    <td key={choice} className={classes.choice}>
                      {patch === null ? null : (
                        <Radio
                          name={`policy-${key}`}
                          aria-label={t('settings.policyOf', { kind, choice: t(`settings.policyChoice.${choice}`) })}
                          checked={value === choice}
                          onChange={() => void save({ policy: patch })}
                        />
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <dl className={classes.meanings}>
        {choices.map((choice) => (
          <div key={choice}>
            <dt>{t(`settings.policyChoice.${choice}`)}</dt>
            <dd>{t(`settings.policyChoiceHint.${choice}`)}</dd>
          </div>
        ))}
      </dl>
      <p className={classes.note}>{t('settings.policyNever')}</p>
    </>
  );
}
