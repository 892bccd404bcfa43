import type { FolderTest } from '../../contract/folder-test.ts';
import { type Translate, visibleText } from '../../locales/index.ts';
import type { Command } from './answer.ts';
import { exitCodes, reportFailure } from './output.ts';

/**
 * Checks the engine, sends a harmless test virus through each watched folder and says how it fared. 2 unless all of them
 * passed.
 */
export const runDoctor =
  (t: Translate): Command =>
  async ({ client, running }, output) => {
    if (!running) {
      const message = 'Lazaret is not running, so nothing is watched. Nothing was tried. Start it with: lazaret start';
      return reportFailure(output, { code: 'stopped', message });
    }
    const checked = await client.request('engine.check', {});
    if (!checked.ok) return reportFailure(output, checked.error);
    const engine = checked.value;
    const state = await client.request('state.get', {});
    if (!state.ok) return reportFailure(output, state.error);
    const { folders } = state.value.state;
    if (!output.json)
      output.line(`Engine ${engine.status}: ${engine.name ?? 'none'} ${visibleText(engine.detail)}`.trimEnd());
    let isSound = folders.length > 0;
    for (const { id, path } of folders) {
      const tested = await client.request('folders.test', { id });
      if (!tested.ok) return reportFailure(output, tested.error);
      const { outcome, detail } = tested.value;
      isSound &&= outcome === 'passed';
      if (output.json) output.value({ type: 'folder-test', path, ...tested.value });
      else
        output.line(
          `${outcome === 'passed' ? '✓' : '✗'} ${visibleText(path)}: ${describeTest(t, tested.value)}${words(detail)}`,
        );
    }
    if (folders.length === 0 && !output.json) output.line('No folder is watched yet. Add one: lazaret add DIR');
    return isSound ? exitCodes.done : exitCodes.error;
  };

const describeTest = (t: Translate, { outcome, durationMs }: FolderTest): string =>
  t(`folders.test.${outcome}`, { seconds: (durationMs / 1000).toFixed(1) });

const words = (detail: string): string => (detail === '' ? '' : ` (${visibleText(detail)})`);
