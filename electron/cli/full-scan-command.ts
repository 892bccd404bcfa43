import { resolve } from 'node:path';
import { visibleText } from '../../locales/index.ts';
import type { Command } from './answer.ts';
import { exitCodes, reportFailure } from './output.ts';

export const fullScanActions = ['start', 'pause', 'resume', 'cancel'] as const;
export type FullScanAction = (typeof fullScanActions)[number];

const answers = {
  pause: 'The full scan is paused. Go on with: lazaret full-scan resume',
  resume: 'The full scan goes on.',
  cancel: 'The full scan is cancelled. What it has found so far stands.',
} as const;

/**
 * Starts, pauses, resumes or cancels the full scan of the running Lazaret.
 * @param folder the watched folder to scan (its path or its id); all of them when it is left out
 */
export const fullScan =
  (action: FullScanAction, folder: string | undefined): Command =>
  async ({ client, running }, output) => {
    if (!running) {
      const message = 'Lazaret is not running, so it has no full scan. Start both with: lazaret start scan';
      return reportFailure(output, { code: 'stopped', message });
    }
    if (action !== 'start') {
      const answer = await client.request(`fullScan.${action}`, {});
      if (!answer.ok) return reportFailure(output, answer.error);
      if (output.json) output.value(answer.value);
      else output.line(answers[action]);
      return exitCodes.done;
    }
    const state = await client.request('state.get', {});
    if (!state.ok) return reportFailure(output, state.error);
    const chosen = state.value.state.folders.find(({ id, path }) => id === folder || path === resolve(folder ?? ''));
    if (folder !== undefined && chosen === undefined) {
      const message = `${visibleText(resolve(folder))} is not a watched folder. Nothing was scanned. See: lazaret list`;
      return reportFailure(output, { code: 'not-found', message });
    }
    const begun = await client.request('scan.now', folder === undefined ? {} : { folderId: chosen?.id });
    if (!begun.ok) return reportFailure(output, begun.error);
    if (output.json) output.value(begun.value);
    else if (begun.value.joined) output.line('A full scan is under way already; it does this one, too.');
    else output.line('The full scan has begun. How far it is: lazaret status');
    return exitCodes.done;
  };
