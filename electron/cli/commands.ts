import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ScanSummary } from '../../contract/events.ts';
import type { HistoryCursor } from '../../contract/history.ts';
import { ok, type Result } from '../../contract/result.ts';
import { type Translate, visibleText } from '../../locales/index.ts';
import type { ControlClient } from '../control/control-client.ts';
import { answer, type Command } from './answer.ts';
import { describeEvent, describeFolder } from './describe.ts';
import { describeProgress } from './describe-progress.ts';
import { exitCodes, type Output, reportFailure } from './output.ts';
import { describeStatus, describeUpdates } from './status.ts';

export const addFolder =
  (path: string, recursive: boolean, polling: boolean): Command =>
  ({ client, running }, output) =>
    answer(output, client.request('folders.add', { path: resolve(path), recursive, polling }), (folder) => [
      `Added ${describeFolder(folder)}`,
      ...(running ? [] : ['Nothing watches it until you run: lazaret start']),
    ]);

export const removeFolder =
  (pathOrId: string): Command =>
  async ({ client }, output) => {
    const state = await client.request('state.get', {});
    if (!state.ok) return reportFailure(output, state.error);
    const { folders } = state.value.state;
    const folder = folders.find(({ id, path }) => id === pathOrId || path === resolve(pathOrId));
    if (folder === undefined) {
      const message = `${resolve(pathOrId)} is not a watched folder. Nothing was changed. See: lazaret list`;
      return reportFailure(output, { code: 'not-found', message });
    }
    return await answer(output, client.request('folders.remove', { id: folder.id }), () => [
      `No longer watched: ${visibleText(folder.path)}. Nothing in it was touched.`,
    ]);
  };

export const showStatus =
  (t: Translate): Command =>
  async ({ client, running }, output) => {
    if (running) await client.request('engine.stats', {});
    const snapshot = await client.request('state.get', {});
    if (!snapshot.ok) return reportFailure(output, snapshot.error);
    if (output.json) output.value({ running, ...snapshot.value.state, recent: undefined });
    else for (const line of describeStatus(snapshot.value.state, { running, now: new Date() }, t)) output.line(line);
    return exitCodes.done;
  };

/** Tries at once what waits for another try. */
export const retryWaiting: Command = async ({ client, running }, output) => {
  if (!running) {
    const message =
      'Lazaret is not running, so nothing is tried. What waits is tried as soon as it runs. Start it with: lazaret start';
    return reportFailure(output, { code: 'stopped', message });
  }
  return await answer(output, client.request('queue.retry', {}), ({ queued }) => [
    queued === 0 ? 'Nothing waits for another try.' : `Being tried now: ${queued}. See: lazaret status`,
  ]);
};

const seenTogether = 1000;

/** Marks findings as seen; without ids, all that wait, however many. */
export const acknowledge =
  (ids: readonly number[]): Command =>
  async ({ client }, output) => {
    const seen = ids.length > 0 ? await acknowledgeThese(client, ids) : await acknowledgeAll(client);
    if (!seen.ok) return reportFailure(output, seen.error);
    if (output.json) output.value({ acknowledged: seen.value });
    else if (seen.value === 0) output.line('Nothing waits to be seen.');
    else
      output.line(`Marked as seen: ${seen.value}. An infected file that could not be quarantined goes on being told.`);
    return exitCodes.done;
  };

/** Says how many they were. */
async function acknowledgeThese(client: ControlClient, ids: readonly number[]): Promise<Result<number>> {
  const done = await client.request('history.acknowledge', { recordIds: [...ids] });
  return done.ok ? ok(ids.length) : done;
}

async function acknowledgeAll(client: ControlClient): Promise<Result<number>> {
  let count = 0;
  for (let after: HistoryCursor | undefined, isMore = true; isMore; ) {
    const page = await client.request('history.list', { unresolved: true, after, limit: seenTogether });
    if (!page.ok) return page;
    const { records, next } = page.value;
    if (records.length === 0) break;
    const seen = await acknowledgeThese(
      client,
      records.map(({ id }) => id),
    );
    if (!seen.ok) return seen;
    count += seen.value;
    after = next ?? undefined;
    isMore = next !== null;
  }
  return ok(count);
}

/** Puts away what was told once, such as a settings file that was set aside. */
export const dismissNotices: Command = async ({ client }, output) => {
  const state = await client.request('state.get', {});
  if (!state.ok) return reportFailure(output, state.error);
  const { notices } = state.value.state;
  for (const { id } of notices) {
    const dismissed = await client.request('notices.dismiss', { id });
    // Somebody else may have been quicker.
    if (!dismissed.ok && dismissed.error.code !== 'not-found') return reportFailure(output, dismissed.error);
  }
  if (output.json) output.value({ dismissed: notices.length });
  else output.line(notices.length === 0 ? 'There is no notice.' : `Dismissed: ${notices.length}.`);
  return exitCodes.done;
};

const updatePollMs = 200;

/** Has signatures downloaded and waits for the end of it, at most as long as freshclam itself may take. */
export const updateSignatures =
  (t: Translate): Command =>
  async ({ client, running }, output) => {
    const asked = await client.request('signatures.update', {});
    if (!asked.ok) return reportFailure(output, asked.error);
    let updates = asked.value;
    while (updates.state === 'running') {
      await delay(updatePollMs);
      const state = await client.request('state.get', {});
      if (!state.ok) return reportFailure(output, state.error);
      updates = state.value.state.engine.updates;
    }
    // What was started for this command alone does not try again.
    if (!running) updates = { ...updates, retryAt: null };
    if (output.json) output.value(updates);
    else
      for (const line of describeUpdates(updates, t)) (updates.failure === null ? output.line : output.problem)(line);
    return updates.failure === null ? exitCodes.done : exitCodes.error;
  };

/** Takes over a database that was brought as a file, for machines without a network. */
export const importSignatures =
  (path: string): Command =>
  ({ client }, output) =>
    answer(output, client.request('signatures.importFile', { path: resolve(path) }), ({ name, version, count }) => [
      `Imported ${name}, version ${version}, ${count} signatures. Both main and daily are needed before they are used.`,
    ]);

/** Scans what is named and prints each verdict and the summary; `cancelled` calls it off. */
export const scanPaths =
  (paths: readonly string[], cancelled: Promise<void>): Command =>
  async ({ client }, output) => {
    const jobId = randomUUID();
    const summary = watchJob(client, jobId, output);
    const started = await client.request('scan.paths', { jobId, paths: paths.map((path) => resolve(path)) });
    if (!started.ok) return reportFailure(output, started.error);
    const ended = await Promise.race([summary, cancelled.then(() => null)]);
    if (ended === null) {
      await client.request('scan.cancel', { jobId });
      const message = 'The scan was called off; not everything was scanned.';
      return reportFailure(output, { code: 'cancelled', message });
    }
    if (typeof ended === 'string') {
      const message = `The running Lazaret went away (${ended}); not everything was scanned. Start it again and repeat the scan.`;
      return reportFailure(output, { code: 'stopped', message });
    }
    if (ended.failed > 0) await explainFailures(client, output);
    if (ended.failure !== null) {
      const why = visibleText(ended.failure).replace(/\.?$/, '.');
      output.problem(`lazaret: An error ended the scan before it had looked at everything: ${why} Run it again.`);
    }
    if (ended.infected > 0) return exitCodes.infected;
    if (ended.failure !== null) return exitCodes.error;
    return ended.clean === ended.files ? exitCodes.done : exitCodes.notFullyScanned;
  };

/** Says on stderr what the engine's trouble is, and that these files still wait where a Lazaret runs. */
async function explainFailures(client: ControlClient, output: Output): Promise<void> {
  const state = await client.request('state.get', {});
  if (!state.ok) return;
  const { status, detail } = state.value.state.engine;
  output.problem(`Some files have no trustworthy answer. The engine is ${status}: ${visibleText(detail)}`);
}

/** Prints the job's events; resolves with its summary, or with why the connection was lost before it. */
function watchJob(client: ControlClient, mine: string, output: Output): Promise<ScanSummary | string> {
  return new Promise((resolveSummary) => {
    client.onLost(resolveSummary);
    client.onEvent((event, jobIds) => {
      if (!jobIds.includes(mine)) return;
      if (event.type === 'progress') output.progress(describeProgress(event));
      else if (output.json) output.value(event);
      else output.line(describeEvent(event) ?? '');
      if (event.type === 'summary') resolveSummary(event);
    });
  });
}
