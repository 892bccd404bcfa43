import type { EndpointState } from '../../contract/endpoints.ts';
import type { SignatureUpdates } from '../../contract/signatures.ts';
import type { AppState, ProtectionState } from '../../contract/state.ts';
import { reasonDetail, reasonSentence, stateSentence, type Translate, visibleText } from '../../locales/index.ts';
import { describeOnTheWay } from './describe-on-the-way.ts';
import { describeEnd, describeFailure, describeProgress } from './describe-progress.ts';
import { nextStep } from './next-step.ts';

/** What `lazaret status` says: the same sentences as the window, worst first, then the facts. */
export function describeStatus(
  state: AppState,
  { running, now }: { readonly running: boolean; readonly now: Date },
  t: Translate,
): readonly string[] {
  const { engine, folders, protection, queue, quarantine, reputation, today } = state;
  if (!running) {
    return [
      'Lazaret is not running: nothing is watched. Start it with: lazaret start',
      `${folders.length} folder(s) set, ${quarantine.length} item(s) in quarantine.`,
    ];
  }
  return [
    ...describeState(protection, t),
    '',
    `Engine:     ${engine.name ?? 'none'} (${engine.status}) ${visibleText(engine.detail)}`,
    ...describeEndpoints(engine.endpoints, t).map((line) => `            ${line}`),
    `Signatures: ${engine.signatures.kind}${engine.signatures.version === null ? '' : `, version ${engine.signatures.version}`}`,
    ...(engine.updates.byLazaret ? describeUpdates(engine.updates, t).map((line) => `            ${line}`) : []),
    ...folders.map(
      (folder) =>
        `Folder:     ${visibleText(folder.path)} (${folder.health})${folder.detail === '' ? '' : `: ${folder.detail}`}`,
    ),
    `Queue:      ${queue.arriving} arriving, ${queue.queued} queued, ${queue.scanning.length} scanning, ${queue.waiting} waiting for another try`,
    ...describeOnTheWay(queue, now).map((line) => `            ${line}`),
    ...describeWaiting(queue, t).map((line) => `            ${line}`),
    ...describeScans(state).map((line, index) => `${index === 0 ? 'Full scan:  ' : '            '}${line}`),
    `Today:      ${today.clean} clean, ${today.infected} infected, ${today.suspicious} suspicious, ${today.unscannable} unscannable, ${today.failed} failed`,
    `Quarantine: ${quarantine.length} item(s)`,
    ...(reputation.status === 'off' ? [] : [`Reputation: ${reputationSentence(reputation, t)}`]),
  ];
}

/** How asking VirusTotal fares, in one sentence; what is waited for, or refused, has one of its own. */
export function reputationSentence({ status, why, until }: AppState['reputation'], t: Translate): string {
  const text = status === 'waiting' || status === 'refused' ? (why ?? 'server-trouble') : status;
  return t(`reputation.status.${text}`, { until: until ?? '' });
}

/** The level, then each reason with what it means and what to type: what the window says by colour and button. */
function describeState(protection: ProtectionState, t: Translate): readonly string[] {
  const { level, reasons } = protection;
  const meanings =
    reasons.length === 0
      ? [stateSentence(t, protection), t(`state.detail.${level}`, { defaultValue: '' })]
      : reasons.flatMap((reason) => [
          reasonSentence(t, reason),
          ...[reasonDetail(t, reason), `→ ${nextStep(reason)}`]
            .filter((text) => text !== '')
            .map((text) => `  ${text}`),
        ]);
  return [t(`state.level.${level}`), ...meanings.filter((text) => text !== '').map((text) => `  ${text}`)];
}

/** Each clamd that is used or was named, what it is busy with, and what to do when it is of no use. */
function describeEndpoints(endpoints: readonly EndpointState[], t: Translate): readonly string[] {
  return endpoints
    .filter(({ inUse, source }) => inUse || source === 'configured')
    .flatMap(({ endpoint, healthy, trouble, busy, stats }) => [
      [
        `${visibleText(endpoint)}: ${healthy ? t('engine.endpointBusy', { count: busy }) : t('engine.endpointDown')}`,
        ...(stats === null
          ? []
          : [`${stats.threads.live} of ${stats.threads.max} threads`, `${stats.queued} requests queued in it`]),
      ].join(', '),
      ...(trouble === null ? [] : [`  ${t(`engine.trouble.${trouble}`)}`]),
    ]);
}

const waitingShown = 10;

/** The files that wait for a verdict: why, how often they were tried, and when they are tried again. */
function describeWaiting({ waiting, waitingFiles }: AppState['queue'], t: Translate): readonly string[] {
  const lines = waitingFiles.slice(0, waitingShown).map(({ path, reason, notQuarantined, tries, nextTryAt }) => {
    const why = notQuarantined ? t('engine.waitingFiles.notQuarantined') : t(`reason.${reason ?? 'not-recorded'}.name`);
    const next =
      nextTryAt === null ? t('engine.waitingFiles.held') : t('engine.waitingFiles.next', { when: nextTryAt });
    return `${visibleText(path)}: ${why}; ${t('engine.waitingFiles.tries', { count: tries })}, ${next}`;
  });
  const others = waiting - lines.length;
  return others > 0 ? [...lines, `and ${others} more`] : lines;
}

/** The full scan that is under way, or the last one. */
function describeScans({ fullScans }: Pick<AppState, 'fullScans'>): readonly string[] {
  const { full, last, next, again } = fullScans;
  return [
    ...(full === null ? describeLast(last) : [describeProgress(full)]),
    ...(next === null ? [] : [next.waitsForPower ? 'next when plugged in' : `next by schedule: ${next.at}`]),
    ...(again === null ? [] : [`new signatures: ${again.files} of ${again.total} known files scanned again`]),
  ];
}

function describeLast(last: AppState['fullScans']['last']): readonly string[] {
  if (last === null) return ['none yet'];
  const { failure, cancelled, endedAt } = last;
  const how = failure !== null ? 'failed' : cancelled ? 'cancelled' : 'done';
  return [`${describeEnd(last, how)} (${endedAt})`, ...(failure === null ? [] : [describeFailure(failure)])];
}

/** How Lazaret's own signatures are kept up to date: what is there, what went wrong, and when it goes on. */
export function describeUpdates(updates: SignatureUpdates, t: Translate): readonly string[] {
  const { state, failure, coolDownUntil, retryAt, databases } = updates;
  return [
    ...(state === 'running' ? [t('engine.updates.updating')] : []),
    ...databases.map(({ name, version, count, builtAt }) =>
      t('engine.updates.database', { name, version, count, built: builtAt }),
    ),
    ...(failure === null ? [] : [t(`engine.updates.failure.${failure.code}`), visibleText(failure.detail)]),
    ...(coolDownUntil === null ? [] : [t('engine.updates.coolDown', { until: coolDownUntil })]),
    ...(coolDownUntil === null && failure !== null && retryAt !== null
      ? [`${t('engine.updates.retry')}: ${retryAt}`]
      : []),
  ].filter((line) => line !== '');
}
