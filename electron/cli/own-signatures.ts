import { resolve } from 'node:path';
import type { OwnSignatures } from '../../contract/signatures.ts';
import { visibleText } from '../../locales/index.ts';
import type { Command } from './answer.ts';
import { exitCodes, reportFailure } from './output.ts';

/** Shows the user's own signatures: what of the folder is loaded, and what is not, and why. */
export const showOwnSignatures: Command = async ({ client, running }, output) => {
  const state = await client.request('state.get', {});
  if (!state.ok) return reportFailure(output, state.error);
  const { ownSignatures } = state.value.state.engine;
  if (output.json) output.value({ running, ...ownSignatures });
  else for (const line of linesOf(ownSignatures, running)) output.line(line);
  return exitCodes.done;
};

/** Sets the folder they come from; null for none. */
export const useOwnSignatures =
  (folder: string | null): Command =>
  async ({ client, running }, output) => {
    const result =
      folder === null
        ? await client.request('signatures.useNoOwnFolder', {})
        : await client.request('signatures.useOwnFolder', { path: resolve(folder) });
    if (!result.ok) return reportFailure(output, result.error);
    const when = running ? 'They are being checked; see: lazaret signatures' : 'They are checked when Lazaret starts.';
    if (output.json) output.value(result.value);
    else
      output.line(
        folder === null
          ? 'No signatures of your own are used.'
          : `Signatures of your own come from ${visibleText(resolve(folder))}. ${when}`,
      );
    return exitCodes.done;
  };

function linesOf({ folder, files, inUse, trouble }: OwnSignatures, running: boolean): readonly string[] {
  if (folder === null)
    return ['You have set no signatures of your own. Set a folder of them: lazaret signatures use DIR'];
  if (!running) return [`${visibleText(folder)}: checked and loaded when Lazaret runs.`];
  return [
    `${visibleText(folder)}: ${inUse ? 'in use' : 'not in use by the present engine'}`,
    ...(trouble === null ? [] : [`  ${visibleText(trouble)}`]),
    ...files.map(({ name, status, count, detail }) =>
      status === 'accepted'
        ? `  ✓ ${visibleText(name)}: ${count} signature(s)`
        : `  ${status === 'refused' ? '✗ refused' : '– passed over'}: ${visibleText(name)}: ${visibleText(detail)}`,
    ),
  ];
}
