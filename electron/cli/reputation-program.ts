import { resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { Argument, InvalidArgumentError, Option, type Command as Program } from 'commander';
import {
  daysInLine,
  type FileReputation,
  type ReputationMode,
  reputationModeSchema,
  type SentRequest,
} from '../../contract/reputation.ts';
import type { SettingsPatch } from '../../contract/settings.ts';
import { type Translate, visibleText } from '../../locales/index.ts';
import { answer, type Command } from './answer.ts';
import type { OpenedClient } from './open-client.ts';
import { type ExitCode, exitCodes, type Output, reportFailure } from './output.ts';
import { reputationSentence } from './status.ts';

/** Adds `reputation`: what VirusTotal is asked, what it said, and what left this machine for that. */
export function addReputationCommands(
  program: Program,
  run: (command: Command) => Promise<void>,
  parsers: { readonly limit: (text: string) => number },
  t: Translate,
): void {
  const reputation = program
    .command('reputation')
    .description('what VirusTotal is asked about files, and what it says');
  reputation
    .command('status')
    .description('whether anybody is asked, how long the line is, and how much of the quota is used')
    .action(() => run(showStatus(t)));
  reputation
    .command('mode')
    .description('turn it on or off')
    .addArgument(new Argument('<mode>', 'what leaves this machine').choices(reputationModeSchema.options))
    .option('--agree-to-uploads', "you know that uploaded files can be seen by VirusTotal's partners and customers")
    .action((mode: ReputationMode, { agreeToUploads }: { readonly agreeToUploads?: true }) =>
      run(setMode(mode, agreeToUploads === true)),
    );
  reputation
    .command('set')
    .description('what takes part, and who is asked')
    .addOption(new Option('--where <files>', 'which folders take part').choices(['downloads', 'all']))
    .addOption(new Option('--what <kinds>', 'which kinds of files').choices(['risky', 'all']))
    .option('--server <url>', 'a relay of your own instead of VirusTotal; "virustotal" goes back')
    .option('--threshold <n>', 'so many engines make a file suspicious', wholeNumber)
    .option('--keep-answers-days <n>', 'an answer counts for so long', wholeNumber)
    .option('--per-minute <n>', "the key's quota: requests a minute", wholeNumber)
    .option('--per-day <n>', 'requests a day', wholeNumber)
    .option('--per-month <n>', 'requests a month', wholeNumber)
    .action((options: Changes) => run(change(options)));
  reputation
    .command('list')
    .description('what left this machine, newest first')
    .option('--limit <n>', 'at most so many', parsers.limit, 50)
    .option('--clear', 'forget it; the count of the quota stays')
    .action(({ limit, clear }: { readonly limit: number; readonly clear?: true }) =>
      run(clear === true ? clearList : list(limit, t)),
    );
  reputation
    .command('ask <path>')
    .description('ask about a file by its hash, and wait for the answer; it is never uploaded')
    .action((path: string) => run(ask(path, t)));
  const key = reputation.command('key').description('the API key');
  key
    .command('set')
    .description('read the key from the standard input and keep it for the server of the settings')
    .option('--accept-file', 'keep it in a file that only you can read, where no keyring can guard it')
    .action(({ acceptFile }: { readonly acceptFile?: true }) => run(setKey(acceptFile === true)));
  key
    .command('clear')
    .description('forget the key')
    .action(() => run(clearKey));
}

async function stateOf({ client }: OpenedClient) {
  const asked = await client.request('state.get', {});
  return asked.ok ? { ok: true as const, value: asked.value.state } : asked;
}

const showStatus =
  (t: Translate): Command =>
  async (opened, output) => {
    const asked = await stateOf(opened);
    if (!asked.ok) return reportFailure(output, asked.error);
    const { reputation: state, settings } = asked.value;
    const { mode, where, what, threshold, perDay, perMonth } = settings.reputation;
    if (output.json) {
      output.value({ running: opened.running, ...state, settings: settings.reputation });
      return exitCodes.done;
    }
    const { key } = state;
    output.line(`${t('reputation.mode')}: ${t(`reputation.mode-${mode}`)}`);
    output.line(`${t(`reputation.where-${where}`)}; ${t(`reputation.what-${what}`)}; ${threshold}+ → suspicious`);
    if (mode !== 'off' && !opened.running)
      output.line('Lazaret is not running, so nothing is asked. Start it with: lazaret start');
    else output.line(reputationSentence(state, t));
    if (state.detail !== '') output.line(`  ${visibleText(state.detail)}`);
    output.line(`${state.host}: ${t(`reputation.keyState-${key.state}`, { ends: key.ends })}`);
    if (key.kept !== null) output.line(`  ${t(`reputation.kept-${key.kept}`)}`);
    output.line(t('reputation.queued', { count: state.queued }));
    const days = daysInLine(state, settings.reputation);
    if (days !== null) output.line(`  ${t('reputation.lineTakes', { count: days })}`);
    output.line(t('reputation.used', { today: state.usedToday, perDay, month: state.usedThisMonth, perMonth }));
    return exitCodes.done;
  };

const setMode =
  (mode: ReputationMode, agreed: boolean): Command =>
  async ({ client, running }, output) => {
    if (mode === 'upload-unknown' && !agreed) {
      const message =
        "Uploaded files can be seen by VirusTotal's partners and customers, and cannot be taken back. Nothing was changed. If you agree to that, say so: lazaret reputation mode upload-unknown --agree-to-uploads";
      return reportFailure(output, { code: 'invalid-input', message });
    }
    const patch = { mode, ...(mode === 'upload-unknown' ? { uploadsAgreed: true } : {}) };
    return await answer(output, client.request('settings.update', { reputation: patch }), ({ reputation }) => [
      `Reputation: ${reputation.mode}${running ? '' : '; it counts when Lazaret runs'}`,
    ]);
  };

/** As commander names them, which is as the settings do. */
type Changes = Omit<NonNullable<SettingsPatch['reputation']>, 'mode' | 'uploadsAgreed'>;

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number)) throw new InvalidArgumentError('It must be a whole number.');
  return number;
}

const change =
  ({ server, ...others }: Changes): Command =>
  ({ client }, output) => {
    const patch = {
      ...others,
      ...(server === undefined ? {} : { server: server === 'virustotal' ? null : server }),
    };
    return answer(output, client.request('settings.update', { reputation: patch }), ({ reputation }) => [
      `Reputation: ${reputation.mode}, ${reputation.where}, ${reputation.what}, ${reputation.server ?? 'VirusTotal'}, suspicious from ${reputation.threshold} engines`,
    ]);
  };

const describeSent = ({ at, what, host, name, size, sha256, outcome, detail }: SentRequest, t: Translate): string =>
  [
    at,
    host,
    t(`reputation.sent.${what}`, { name: visibleText(name), size: size === null ? '?' : `${size} bytes` }),
    sha256,
    t(`reputation.outcome.${outcome}`),
    ...(detail === '' ? [] : [visibleText(detail)]),
  ].join('  ');

const list =
  (limit: number, t: Translate): Command =>
  ({ client }, output) =>
    answer(output, client.request('reputation.list', { limit }), ({ requests, total }) => [
      ...requests.map((request) => describeSent(request, t)),
      `${requests.length} of ${total}`,
    ]);

const clearList: Command = ({ client }, output) =>
  answer(output, client.request('reputation.clearList', {}), ({ removed }) => [
    `Forgotten: ${removed}. What left is not taken back by that.`,
  ]);

/** The key comes by the standard input: what is typed as an argument, every process of this machine can read. */
const setKey =
  (acceptFile: boolean): Command =>
  async ({ client, running }, output) => {
    if (process.stdin.isTTY) output.problem('Paste the key, then press Enter and Ctrl+D.');
    const key = (await readAll(process.stdin)).trim();
    // Where no desktop app runs there is no keyring to prefer, and the file is what was asked for.
    const set = await client.request('reputation.setKey', { key, acceptFile: acceptFile || !running });
    if (!set.ok) return reportFailure(output, set.error);
    const state = await client.request('state.get', {});
    if (!state.ok) return reportFailure(output, state.error);
    const { key: kept, host } = state.value.state.reputation;
    if (output.json) output.value({ host, key: kept });
    else {
      const where = kept.kept === 'keyring' ? "in the system's keyring" : 'in a file that only you can read';
      output.line(`The key for ${host} is kept ${where}${kept.ends === '' ? '' : `; it ends in …${kept.ends}`}.`);
    }
    return exitCodes.done;
  };

const clearKey: Command = async (opened, output) => {
  const cleared = await opened.client.request('reputation.clearKey', {});
  if (!cleared.ok) return reportFailure(output, cleared.error);
  const state = await stateOf(opened);
  if (!state.ok) return reportFailure(output, state.error);
  const { key } = state.value.reputation;
  if (output.json) output.value({ key });
  else if (key.kept !== 'environment') output.line('The key is forgotten.');
  else
    output.line(
      'The key that was kept is forgotten. That of LAZARET_VIRUSTOTAL_KEY is used until Lazaret is started without it.',
    );
  return exitCodes.done;
};

const pollMs = 300;
/** A minute's quota is waited for, a day's is not. */
const patienceMs = 90_000;

const ask =
  (path: string, t: Translate): Command =>
  async (opened, output) => {
    const { client } = opened;
    const asked = await client.request('reputation.ask', { path: resolve(path) });
    if (!asked.ok) return reportFailure(output, asked.error);
    const { sha256 } = asked.value;
    for (let { reputation } = asked.value; ; await delay(pollMs)) {
      if (reputation.place === null) return tellAnswer(sha256, reputation, output, t);
      const state = await stateOf(opened);
      if (!state.ok) return reportFailure(output, state.error);
      const { status, until } = state.value.reputation;
      output.progress(
        `${t('reputation.waiting', { place: reputation.place })} ${reputationSentence(state.value.reputation, t)}`,
      );
      const isLong = status === 'waiting' && until !== null && Date.parse(until) - Date.now() > patienceMs;
      if (isLong || status === 'refused' || status === 'no-key') {
        output.progress(null);
        const message =
          `${reputationSentence(state.value.reputation, t)} ${visibleText(state.value.reputation.detail)}`.trimEnd();
        const stays = `It stays in line, number ${reputation.place}, for the Lazaret that runs.`;
        return reportFailure(output, { code: 'too-soon', message: `${message} ${stays}` });
      }
      const next = await client.request('reputation.ofHash', { sha256 });
      if (!next.ok) return reportFailure(output, next.error);
      reputation = next.value;
    }
  };

function tellAnswer(sha256: string, reputation: FileReputation, output: Output, t: Translate): ExitCode {
  output.progress(null);
  const { answer: found, page } = reputation;
  if (output.json) output.value({ sha256, ...reputation });
  else if (found === null) output.line(t('reputation.notAsked'));
  else if (found.outcome === 'unknown') output.line(t('reputation.unknown', { when: found.askedAt }));
  else {
    const { malicious, engines, askedAt, names, analysedAt } = found;
    output.line(t('reputation.known', { count: malicious, engines, when: askedAt }));
    for (const { engine, name } of names) output.line(`  ${visibleText(name)} (${visibleText(engine)})`);
    if (analysedAt !== null) output.line(t('reputation.analysed', { when: analysedAt }));
  }
  if (!output.json && page !== null) output.line(page);
  return exitCodes.done;
}
