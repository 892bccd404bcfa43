/** Passes a value on to `apply` only when it is another than the one before; `first` is what is in force already. */
export function onChange<T>(first: T, apply: (value: T) => void): (value: T) => void {
  let current = first;
  return (value) => {
    if (value === current) return;
    current = value;
    apply(value);
  };
}
