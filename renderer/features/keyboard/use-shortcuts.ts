import { useWindowEvent } from '@mantine/hooks';
import { type View, viewSchema } from '../../../contract/bridge.ts';

/** The views in the order of the rail; the n-th opens with the key n. */
export const shortcutViews: readonly View[] = viewSchema.options;

/** What a key asks for. */
type Wish = { readonly view: View } | 'search' | 'list';

/** Inputs that take no text, so that a key pressed on them is not typing. */
const pressedInputs = new Set(['checkbox', 'radio', 'button', 'submit', 'reset', 'range', 'color', 'file']);

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('[role="menu"], [role="listbox"]') !== null) return true;
  if (target instanceof HTMLInputElement) return !pressedInputs.has(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

const isCovered = (): boolean => document.querySelector('[aria-modal="true"]') !== null;

/** Digits also by their place on the keyboard, for layouts whose upper row has letters or other digits there. */
function wishOf({ key, code, shiftKey }: KeyboardEvent): Wish | null {
  if (key === '/') return 'search';
  if (key === '?' || key === '؟') return 'list';
  const digit = /^[1-9]$/.test(key) ? key : shiftKey ? null : (/^Digit([1-9])$/.exec(code)?.[1] ?? null);
  const view = digit === null ? undefined : shortcutViews[Number(digit) - 1];
  return view === undefined ? null : { view };
}

/**
 * Listens for the window's shortcuts. None is heard while something is typed, a dialog or a menu is open, or Ctrl, Alt
 * or the command key is held: those belong to the system.
 */
export function useShortcuts(options: {
  readonly isOn: boolean;
  readonly open: (view: View) => void;
  readonly search: () => void;
  readonly showList: () => void;
}): void {
  useWindowEvent('keydown', (event) => {
    if (!options.isOn || event.defaultPrevented || event.repeat || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isCovered()) return;
    const wish = wishOf(event);
    if (wish === null) return;
    event.preventDefault();
    if (wish === 'search') options.search();
    else if (wish === 'list') options.showList();
    else options.open(wish.view);
  });
}
