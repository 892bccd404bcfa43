import { resolve } from 'node:path';
import type { Exclusions } from '../../contract/exclusions.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { AppState, FolderState } from '../../contract/state.ts';
import { visibleText } from '../../locales/index.ts';
import type { ControlClient } from '../control/control-client.ts';
import { describeBlindSpot } from '../folders/folder-event.ts';
import type { Command } from './answer.ts';
import { exitCodes, reportFailure } from './output.ts';

/** What `lazaret set` was told; what was not named stays as it is. */
export interface FolderOptions {
  readonly poll?: boolean;
  readonly recursive?: boolean;
  readonly exclude?: readonly string[];
  readonly excludeExtension?: readonly string[];
  readonly excludeFolder?: readonly string[];
  readonly excludeLargerThan?: number;
  readonly excludeNothing?: true;
}

export const listFolders: Command = async ({ client }, output) => {
  const state = await client.request('state.get', {});
  if (!state.ok) return reportFailure(output, state.error);
  const { folders } = state.value.state;
  if (output.json) output.value(folders);
  else if (folders.length === 0) output.line('No folder is watched yet. Add one: lazaret add DIR');
  else for (const folder of folders) for (const line of describeWatch(folder)) output.line(line);
  return exitCodes.done;
};

/** Changes how a folder is watched, or, without one, what is left out in all of them. New exclusions join the old. */
export const setFolder =
  (path: string | undefined, options: FolderOptions): Command =>
  async ({ client }, output) => {
    const state = await client.request('state.get', {});
    if (!state.ok) return reportFailure(output, state.error);
    const done = await (path === undefined
      ? changeAll(client, state.value.state, options)
      : changeOne(client, state.value.state, path, options));
    if (!done.ok) return reportFailure(output, done.error);
    const { exclusions, lines, value } = done.value;
    if (output.json) output.value(value);
    else for (const line of lines) output.line(line);
    const trial = await client.request('exclusions.try', { folderId: done.value.id, exclusions });
    if (!trial.ok || output.json) return exitCodes.done;
    const { files, excluded, complete, programs } = trial.value;
    output.line(
      `${excluded} of ${complete ? '' : 'the first '}${files} file(s) there now are left out by these rules.`,
    );
    for (const { rule, example } of programs) {
      output.problem(`Programs are left out too: ${visibleText(rule)} leaves out ${visibleText(example)}.`);
    }
    return exitCodes.done;
  };

interface Changed {
  readonly id: string | null;
  readonly exclusions: Exclusions;
  readonly lines: readonly string[];
  readonly value: unknown;
}

async function changeOne(
  client: ControlClient,
  { folders }: AppState,
  pathOrId: string,
  options: FolderOptions,
): Promise<Result<Changed>> {
  const folder = folders.find(({ id, path }) => id === pathOrId || path === resolve(pathOrId));
  if (folder === undefined) {
    const message = `${resolve(pathOrId)} is not a watched folder. Nothing was changed. See: lazaret list`;
    return fail('not-found', message);
  }
  const { poll: polling, recursive } = options;
  const exclusions = withMore(folder.exclusions, options);
  const asked = await client.request('folders.configure', {
    id: folder.id,
    exclusions,
    ...(polling === undefined ? {} : { polling }),
    ...(recursive === undefined ? {} : { recursive }),
  });
  if (!asked.ok) return asked;
  return ok({ id: folder.id, exclusions, lines: describeWatch(asked.value), value: asked.value });
}

async function changeAll(
  client: ControlClient,
  { settings }: AppState,
  options: FolderOptions,
): Promise<Result<Changed>> {
  if (options.poll !== undefined || options.recursive !== undefined) {
    const message = '--poll and --recursive are about one folder: name it. Nothing was changed.';
    return fail('invalid-input', message);
  }
  const exclusions = withMore(settings.exclusions, options);
  const asked = await client.request('settings.update', { exclusions });
  if (!asked.ok) return asked;
  const value = asked.value.exclusions;
  return ok({ id: null, exclusions, lines: [`In every folder: ${describeExclusions(value)}`], value });
}

function withMore(old: Exclusions, options: FolderOptions): Exclusions {
  const { globs, extensions, folders, largerThanMiB } =
    options.excludeNothing === true ? { globs: [], extensions: [], folders: [], largerThanMiB: null } : old;
  const join = (before: readonly string[], more: readonly string[] = []): string[] => [
    ...new Set([...before, ...more]),
  ];
  return {
    globs: join(globs, options.exclude),
    extensions: join(extensions, options.excludeExtension),
    folders: join(folders, options.excludeFolder),
    largerThanMiB: options.excludeLargerThan ?? largerThanMiB,
  };
}

/** How a folder is watched, what of it is left out, and what is wrong with it, line by line. */
export function describeWatch(folder: FolderState): readonly string[] {
  const how = [
    folder.recursive ? '' : '  (without subfolders)',
    folder.polling ? '  (looked through every few seconds)' : '',
  ].join('');
  const { files, folders } = folder.excluded;
  const left = files + folders === 0 ? '' : `; ${files} file(s) and ${folders} folder(s) left out`;
  const rules = describeExclusions(folder.exclusions);
  return [
    `${folder.id}  ${visibleText(folder.path)}${how}`,
    ...(rules === 'nothing is left out' ? [] : [`  ${rules}${left}`]),
    ...(folder.detail === '' ? [] : [`  ${visibleText(folder.detail)}`]),
    ...folder.blind.map((spot) => `  ${visibleText(describeBlindSpot(spot))}`),
    ...(folder.network === null || folder.polling
      ? []
      : [
          `  It is on a network (${visibleText(folder.network)}), which tells no changes of others: lazaret set ${folder.id} --poll`,
        ]),
  ];
}

function describeExclusions({ globs, extensions, folders, largerThanMiB }: Exclusions): string {
  const rules = [
    ...globs,
    ...extensions.map((extension) => `.${extension}`),
    ...folders.map((folder) => `folder ${folder}`),
    ...(largerThanMiB === null ? [] : [`files above ${largerThanMiB} MiB`]),
  ];
  return rules.length === 0 ? 'nothing is left out' : `left out: ${rules.map(visibleText).join(', ')}`;
}
