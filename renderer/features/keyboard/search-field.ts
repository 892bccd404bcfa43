/** Marks the field of a view that its search goes into. */
export const searchField = { 'data-view-search': true } as const;

/** Puts the focus into the search field of the view that is open; false when it has none. */
export function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('main [data-view-search]');
  field?.focus();
  field?.select();
  return field !== null;
}
