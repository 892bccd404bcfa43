import type { App } from 'electron';
import { isHiddenStart } from './launch-options.ts';

/** The wish for a window, by whoever starts the app again or clicks it in the dock. */
export interface WindowWish {
  /** From now on the wish is granted by `show`; one that came before is granted at once. */
  grant(show: () => void): void;
}

/**
 * Listens for the wish from the moment the lock is taken: who starts Lazaret twice because the first start takes long
 * must get the window too. A start at login wishes for none.
 */
export function listenForWindowWish(app: Pick<App, 'on'>): WindowWish {
  let wished = false;
  let show: (() => void) | null = null;
  const wish = (): void => {
    if (show === null) wished = true;
    else show();
  };
  app.on('second-instance', (_event, _argv, _directory, data) => {
    if (!isHiddenStart(data)) wish();
  });
  app.on('activate', wish);
  return {
    grant(granted) {
      show = granted;
      if (wished) granted();
    },
  };
}
