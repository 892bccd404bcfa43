import { NumberInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Result } from '../../../contract/result.ts';

interface NumberFieldProps {
  readonly label: string;
  readonly description: string;
  /** What stands behind the number; it may depend on it. */
  readonly unit?: string | ((value: number) => string);
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onSave: (value: number) => Promise<Result<unknown>>;
}

/** A whole number that is saved when the field is left or Enter is pressed, and put back when main refuses it. */
export function NumberField({ label, description, unit, value, min, max, onSave }: NumberFieldProps) {
  const [draft, setDraft] = useState<number | string>(value);
  useEffect(() => setDraft(value), [value]);
  const commit = async (): Promise<void> => {
    const wanted = Math.round(Math.min(max, Math.max(min, Number(draft))));
    if (draft === '' || !Number.isFinite(wanted) || wanted === value) {
      setDraft(value);
      return;
    }
    setDraft(wanted);
    if (!(await onSave(wanted)).ok) setDraft(value);
  };
  const suffix = typeof unit === 'function' ? unit(Number(draft)) : unit;
  return (
    <NumberInput
      label={label}
      description={description}
      {...(suffix === undefined ? {} : { suffix: ` ${suffix}` })}
      value={draft}
      onChange={setDraft}
      onBlur={() => void commit()}
      onKeyDown={(event) => {
        if (event.key === 'Enter') void commit();
      }}
      min={min}
      max={max}
      clampBehavior="blur"
      allowDecimal={false}
      allowNegative={false}
    />
  );
}
