import type { ProtectionEvent } from '../contract/protection-log.ts';
import type { Translate } from './state-sentence.ts';
import { visibleText } from './visible-text.ts';

/** How the reader writes them. */
interface Wording {
  /** So many milliseconds in words. */
  readonly span: (ms: number) => string;
  /** An ISO time. */
  readonly when: (iso: string) => string;
  readonly list: (parts: readonly string[]) => string;
}

/** An entry of the protection log as a sentence, the same in window and CLI. */
export function protectionLogSentence(t: Translate, event: ProtectionEvent, { span, when, list }: Wording): string {
  const say = (key: string, blanks: Record<string, string | number> = {}): string =>
    t(`protectionLog.event.${key}`, blanks);
  const after = (afterMs: number | null): Record<string, string> =>
    afterMs === null ? {} : { context: 'after', span: span(afterMs) };
  switch (event.kind) {
    case 'started':
      return say('started', event.after === 'stop' ? {} : { context: event.after });
    case 'stopped':
      return say('stopped');
    case 'engine':
      return say(`engine-${event.status}`, {
        engine: visibleText(event.engine ?? ''),
        ...(event.status === 'healthy' ? after(event.afterMs) : {}),
      });
    case 'signatures': {
      const name = ({ kind, version }: (typeof event)['now']): string =>
        kind === 'official'
          ? visibleText(version ?? t('protectionLog.signatures.official'))
          : t(`protectionLog.signatures.${kind}`);
      const before = event.before === null ? {} : { context: 'changed', before: name(event.before) };
      return say('signatures', { version: name(event.now), ...before });
    }
    case 'folder':
      return say(`folder-${event.health}`, {
        path: visibleText(event.path),
        ...(event.health === 'watching' ? after(event.afterMs) : {}),
      });
    case 'folder-added':
    case 'folder-removed':
      return say(event.kind, { path: visibleText(event.path) });
    case 'paused':
      return say('paused', event.until === null ? {} : { context: 'until', until: when(event.until) });
    case 'resumed':
      return say('resumed', { span: span(event.afterMs) });
    case 'full-scan': {
      const files = say('files', { count: event.files });
      const context = scanContext(event);
      return say('full-scan', { files, infected: event.counts.infected, ...(context === '' ? {} : { context }) });
    }
    case 'settings':
      return say('settings', { groups: list(event.changed.map((group) => t(`protectionLog.settingsGroup.${group}`))) });
  }
}

function scanContext({ failure, cancelled, trigger }: Extract<ProtectionEvent, { kind: 'full-scan' }>): string {
  if (failure !== null) return 'failed';
  if (cancelled) return 'cancelled';
  return trigger === 'scheduled' ? 'scheduled' : '';
}

/** The technical words behind an entry, in English; empty where there are none. */
export function protectionLogDetail(event: ProtectionEvent): string {
  if (event.kind === 'full-scan') return event.failure ?? '';
  return 'detail' in event ? event.detail : '';
}
