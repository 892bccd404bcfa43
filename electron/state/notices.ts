import type { Notice } from '../../contract/state.ts';
import { createListeners } from '../base/listeners.ts';
import type { RecoveryReport } from '../quarantine/vault-types.ts';
import type { LoadedSettings } from '../settings/load-settings.ts';

/** Things that went wrong once and that the user should know, until dismissed. */
export interface Notices {
  list(): readonly Notice[];
  add(code: Notice['code'], params: Readonly<Record<string, string>>): void;
  /** What it told of is over. */
  withdraw(code: Notice['code']): void;
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
    withdraw(code) {
      const rest = notices.filter((notice) => notice.code !== code);
      if (rest.length === notices.length) return;
      notices = rest;
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

/** Tells what was found broken when the data directory was opened. */
export function noteTroubles(
  notices: Notices,
  { broken }: LoadedSettings,
  ledgerKeptAs: string | null,
  { orphanBlobs, journalSetAside }: RecoveryReport,
): void {
  if (broken !== null) notices.add('settings-broken', { path: broken.keptAs, why: broken.why });
  if (ledgerKeptAs !== null) notices.add('ledger-broken', { path: ledgerKeptAs });
  if (orphanBlobs.length > 0) notices.add('vault-orphans', { count: String(orphanBlobs.length) });
  if (journalSetAside !== null) notices.add('vault-broken', { path: journalSetAside });
}
