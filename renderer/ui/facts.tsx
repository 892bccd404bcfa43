import type { ReactNode } from 'react';
import classes from './facts.module.css';

/** Labels with their values, as a definition list. An entry whose value is null is left out. */
export function Facts({ entries }: { readonly entries: readonly (readonly [label: string, value: ReactNode])[] }) {
  return (
    <dl className={classes.facts}>
      {entries.map(([label, value]) =>
        value === null ? null : (
          <div key={label} className={classes.fact}>
            <dt className={classes.label}>{label}</dt>
            <dd className={classes.value}>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
