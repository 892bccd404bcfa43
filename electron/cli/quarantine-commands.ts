import { resolve } from 'node:path';
import type { AllowEntry, QuarantineDetails, QuarantineItem } from '../../contract/quarantine.ts';
import { falsePositiveForm } from '../../contract/quarantine.ts';
import type { Result } from '../../contract/result.ts';
import { type Translate, visibleText } from '../../locales/index.ts';
import { answer, type Command } from './answer.ts';
import { describeItem } from './describe.ts';
import { type ExitCode, exitCodes, type Output, reportFailure } from './output.ts';

export interface RestoreWish {
  readonly to?: string;
  readonly keepExec?: true;
  readonly reason?: string;
  /** ISO 8601. */
  readonly until?: string;
  /** Only what today's signatures no longer detect. */
  readonly ifClean?: true;
}

export const listQuarantine =
  (deleted: boolean): Command =>
  async ({ client }, output) => {
    const snapshot = await client.request('state.get', {});
    if (!snapshot.ok) return reportFailure(output, snapshot.error);
    const { quarantine, trash, settings } = snapshot.value.state;
    const items = deleted ? trash : quarantine;
    if (output.json) output.value(items);
    else if (items.length === 0) output.line(deleted ? 'Nothing waits to be deleted.' : 'Nothing is in quarantine.');
    else for (const item of items) output.line(describeItem(item));
    if (!output.json && !deleted && trash.length > 0) {
      output.line(
        `${trash.length} deleted, and can be put back for ${settings.quarantine.graceHours} hours: lazaret quarantine list --deleted`,
      );
    }
    return exitCodes.done;
  };

export const showItem =
  (id: string, t: Translate): Command =>
  ({ client }, output) =>
    answer(output, client.request('quarantine.show', { id }), (item) => describeDetails(item, t));

function describeDetails({ history, otherPlaces, mode, ...item }: QuarantineDetails, t: Translate): string[] {
  const facts = Object.entries({ ...item, mode: mode.toString(8).padStart(4, '0') });
  return [
    ...facts.map(([name, value]) => `${name}: ${visibleText(String(value))}`),
    ...(item.otherNames === 0 ? [] : [t('quarantine.otherNamesText', { count: item.otherNames })]),
    ...otherPlaces.map(({ path }) => `other name: ${visibleText(path)}`),
    ...history.map(({ at, what, detail }) =>
      `${at}  ${t(`quarantine.event.${what}`)}${detail === '' ? '' : `: ${visibleText(detail)}`}`.trimEnd(),
    ),
  ];
}

/** Does one thing with several items and says what became of each; ends as badly as the worst of them. */
const forEach =
  (ids: readonly string[], act: (id: string, ...rest: Parameters<Command>) => Promise<ExitCode>): Command =>
  async (...rest) => {
    let worst: ExitCode = exitCodes.done;
    for (const id of ids) {
      const code = await act(id, ...rest);
      if (code === exitCodes.error || worst === exitCodes.done) worst = code;
    }
    return worst;
  };

export const restoreItems = (ids: readonly string[], wish: RestoreWish): Command =>
  forEach(ids, async (id, { client }, output) => {
    if (wish.ifClean === true) {
      const rescan = await client.request('quarantine.rescan', { id });
      if (!rescan.ok) return reportFailure(output, rescan.error);
      if (rescan.value.verdict !== 'clean') {
        if (output.json) output.value(rescan.value);
        else output.line(`${id}: ${visibleText(rescan.value.detail)} It was not restored.`);
        return rescan.value.verdict === 'infected' ? exitCodes.infected : exitCodes.notFullyScanned;
      }
      if (!output.json) output.line(visibleText(rescan.value.detail));
    }
    const { to, keepExec = false, reason = '', until = null } = wish;
    const options = { id, keepExec, reason, expiresAt: until };
    return answer(
      output,
      to === undefined
        ? client.request('quarantine.restore', options)
        : client.request('quarantine.restoreTo', { ...options, to: resolve(to) }),
      ({ path, attributesLost }) => [
        `Restored to ${visibleText(path)}. This very file is left alone from now on; any change to it is caught.`,
        ...(attributesLost ? ['Its attributes, such as where it came from, were not kept.'] : []),
      ],
    );
  });

export const deleteItems = (ids: readonly string[], now: boolean): Command =>
  forEach(ids, async (id, { client }, output) => {
    if (now) {
      return answer(output, client.request('quarantine.purge', { id }), () => [
        `Deleted ${id} for good: key and copy are gone. It cannot be brought back. No claim is made that the disk forgets them.`,
      ]);
    }
    const snapshot = await client.request('state.get', {});
    if (!snapshot.ok) return reportFailure(output, snapshot.error);
    const { graceHours } = snapshot.value.state.settings.quarantine;
    return answer(output, client.request('quarantine.delete', { id }), () => [
      `Deleted ${id}. For ${graceHours} hours it can be put back: lazaret quarantine undelete ${id}`,
    ]);
  });

export const undeleteItems = (ids: readonly string[]): Command =>
  forEach(ids, (id, { client }, output) =>
    answer(output, client.request('quarantine.undelete', { id }), () => [`Put ${id} back into the quarantine.`]),
  );

export const rescanItem =
  (id: string): Command =>
  async ({ client }, output) => {
    const rescan = await client.request('quarantine.rescan', { id });
    if (!rescan.ok) return reportFailure(output, rescan.error);
    const { verdict, detail } = rescan.value;
    if (output.json) output.value(rescan.value);
    else output.line(visibleText(detail));
    if (verdict === 'infected') return exitCodes.infected;
    return verdict === 'clean' ? exitCodes.done : exitCodes.notFullyScanned;
  };

export const exportItem =
  (id: string, file: string, t: Translate): Command =>
  ({ client }, output) => {
    output.problem(t('quarantine.exportWarning'));
    return answer(output, client.request('quarantine.exportTo', { id, to: resolve(file) }), ({ path }) => [
      t('quarantine.exported', { path: visibleText(path) }),
    ]);
  };

export const reportItem =
  (id: string): Command =>
  ({ client }, output) =>
    answer(output, asReport(client.request('quarantine.show', { id })), (report) => [
      ...Object.entries(report).map(([name, value]) => `${name}: ${visibleText(String(value))}`),
      `The form takes the file itself; write it into a zip with: lazaret quarantine export ${id} FILE.zip`,
    ]);

async function asReport(asked: Promise<Result<QuarantineItem>>): Promise<Result<Record<string, unknown>>> {
  const shown = await asked;
  if (!shown.ok) return shown;
  const { sha256, signature, signatureVersion, engine, size } = shown.value;
  return { ok: true, value: { form: falsePositiveForm, signature, sha256, size, engine, signatureVersion } };
}

export const listAllowed: Command = async ({ client }, output) => {
  const snapshot = await client.request('state.get', {});
  if (!snapshot.ok) return reportFailure(output, snapshot.error);
  printAllowed(snapshot.value.state.allowed, output);
  return exitCodes.done;
};

function printAllowed(entries: readonly AllowEntry[], output: Output): void {
  if (output.json) output.value(entries);
  else if (entries.length === 0) output.line('No file is allowed.');
  else for (const entry of entries) output.line(describeAllowed(entry));
}

const describeAllowed = ({ id, at, path, signature, sha256, reason, expiresAt }: AllowEntry): string =>
  `${id}  ${at}  ${visibleText(signature)}  ${sha256}  ${expiresAt === null ? 'until revoked' : `until ${expiresAt}`}  ${visibleText(path)}${reason === '' ? '' : `  (${visibleText(reason)})`}`;

export const allowItem =
  (id: string, { reason = '', until = null }: { readonly reason?: string; readonly until?: string | null }): Command =>
  ({ client }, output) =>
    answer(output, client.request('allow.add', { of: { kind: 'item', id }, reason, expiresAt: until }), (entry) => [
      `Allowed: ${describeAllowed(entry)}`,
    ]);

export const revokeAllowed = (ids: readonly string[]): Command =>
  forEach(ids, (id, { client }, output) =>
    answer(output, client.request('allow.revoke', { id }), () => [
      `Revoked ${id}. The file is judged like any other again, and scanned if it is still there.`,
    ]),
  );
