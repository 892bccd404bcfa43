import type { Notice } from '../../contract/state.ts';
import { createListeners } from '../base/listeners.ts';

/** Things that went wrong once and that the user should know, until dismissed. */
export interface Notices {
  list(): readonly Notice[];
  add(code: Notice['code'], params: Readonly<Record<string, string>>): void;
  /** @returns whether there was such a notice */
  dismiss(id: string): boolean;
  onChanged(listener: () => void): () => void;
}

export function createNotices(now: () => Date): Notices {
  const changed = createListeners<[]>();
  let notices: readonly Notice[] = [];
  let counter = 0;
  return {
    list: () => notices,
    add(code, params) {
      counter += 1;
      const notice = { id: `${code}-${counter}`, at: now().toISOString(), code, params: { ...params } };
      // The same trouble again replaces the older word of it.
      notices = [...notices.filter((other) => other.code !== code), notice];
      changed.tell();
    },
    dismiss(id) {
      const rest = notices.filter((notice) => notice.id !== id);
      const found = rest.length < notices.length;
      notices = rest;
      if (found) changed.tell();
      return found;
    },
    onChanged: changed.add,
  };
}
