import type { ProtectionState, StateReason } from '../contract/state.ts';
import { visibleText } from './visible-text.ts';

/** The part of i18next's `t` these sentences need; a key without a text comes back as itself. */
export type Translate = (key: string, params?: Record<string, string | number>) => string;

/** A parser's list of complaints, one a line, as part of a sentence. */
const inOneLine = (complaints: string): string => complaints.trim().replace(/\s*\n\s*/g, ' ');

/** The blanks of a reason: names made visible, `days` doubling as the plural count, a notice's code as the context. */
function blanksOf(reason: StateReason): Record<string, string | number> {
  const blanks: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(reason.params)) {
    blanks[name] = typeof value === 'string' ? visibleText(name === 'why' ? inOneLine(value) : value) : value;
  }
  if (reason.code === 'signatures-stale') blanks.count = Number(reason.params.days ?? 0);
  const { until } = reason.params;
  if (reason.code === 'paused' && until !== undefined)
    Object.assign(blanks, { context: 'until', until: Date.parse(String(until)) });
  if (reason.code === 'notice') blanks.context = String(reason.params.code ?? '');
  return blanks;
}

/** One reason as a sentence, the same in window, tray and CLI. */
export const reasonSentence = (t: Translate, reason: StateReason): string =>
  t(`state.${reason.code}`, blanksOf(reason));

/** What the reason means and what happens meanwhile; empty where the sentence says it all. */
export function reasonDetail(t: Translate, reason: StateReason): string {
  return t(`state.detail.${reason.code}`, { ...blanksOf(reason), defaultValue: '' });
}

/** The one sentence of state: the first reason's, or that all is well. */
export function stateSentence(t: Translate, protection: ProtectionState): string {
  const [first] = protection.reasons;
  if (first !== undefined) return reasonSentence(t, first);
  switch (protection.level) {
    case 'protected':
      return t('state.protected');
    case 'scanning':
      return t('state.scanning');
    case 'attention':
      return t('state.attention');
    case 'engine-down':
      return t('state.unprotected');
  }
}
