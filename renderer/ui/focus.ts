import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from 'react';

/** Whether no living control has the focus: the one that had it was removed or switched off. */
function isLost(): boolean {
  const active = document.activeElement;
  return active === null || active === document.body || active.matches(':disabled');
}

/** Where every view begins, and where the focus belongs when nothing better is left. */
const focusHeading = (): void => document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });

/** Moves a focus that would otherwise be lost to the heading of the view. */
export function rescueFocus(): void {
  if (isLost()) focusHeading();
}

/**
 * For a dialog that exists while it is open: when it goes, the focus returns to what had it before, or to the view's
 * heading when that is gone. Call `toHeading` when what had it before is about to go because of the dialog.
 */
export function useFocusReturn(): { toHeading(): void } {
  const before = useRef(document.activeElement);
  useEffect(
    () => () => {
      // Only after everything that closes together with the dialog has had its effects.
      setTimeout(() => {
        if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus();
        rescueFocus();
      });
    },
    [],
  );
  return {
    toHeading: () => {
      before.current = null;
    },
  };
}

/** Whether the focus is in a drawer, by the class that Mantine gives each. */
const isInDrawer = (): boolean => document.activeElement?.closest('.mantine-Drawer-content') instanceof Element;

/**
 * For a drawer that is always there: when it closes, the focus returns to what had it before, or to the view's heading when
 * that is gone. Mantine's own way looks for what had it when the drawer may have taken it already. Gives properties of it.
 */
export function useDrawerFocus(opened: boolean): { readonly returnFocus: false; onExitTransitionEnd(): void } {
  const before = useRef<Element | null>(null);
  // Only after everything that closes together with the drawer has had its effects.
  const giveBackSoon = useCallback((): void => {
    setTimeout(() => {
      if (!isLost() && !isInDrawer()) return;
      if (before.current instanceof HTMLElement && before.current.isConnected)
        before.current.focus({ preventScroll: true });
      else focusHeading();
    });
  }, []);
  useLayoutEffect(() => {
    if (opened) before.current = document.activeElement;
    else if (before.current !== null) giveBackSoon();
  }, [opened, giveBackSoon]);
  // Opened and closed very fast, it takes the focus once more while it goes.
  return { returnFocus: false, onExitTransitionEnd: giveBackSoon };
}

/**
 * Keeps the focus among `buttons` when the one that had it was taken away or switched off as `moment` changed: that one
 * gets it back if it can be pressed again, else the last that can, else the group itself, which therefore needs
 * `tabIndex={-1}`.
 */
export function useFocusKept(moment: unknown, buttons: RefObject<HTMLElement | null>): void {
  const known = useRef(moment);
  const latest = useRef<HTMLElement | null>(null);
  useEffect(() => {
    const group = buttons.current;
    const note = ({ target }: FocusEvent): void => {
      if (target instanceof HTMLElement && target !== group) latest.current = target;
    };
    group?.addEventListener('focusin', note);
    return () => group?.removeEventListener('focusin', note);
  }, [buttons]);
  useEffect(() => {
    if (known.current === moment) return;
    known.current = moment;
    const group = buttons.current;
    if (group === null || (!isLost() && document.activeElement !== group)) return;
    const pressable = [...group.querySelectorAll<HTMLElement>('button:not(:disabled)')];
    (pressable.find((button) => button === latest.current) ?? pressable.at(-1) ?? group).focus();
  }, [moment, buttons]);
}
