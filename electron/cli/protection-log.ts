import { protectionLogDetail, protectionLogSentence, type Translate, visibleText } from '../../locales/index.ts';
import { answer, type Command } from './answer.ts';
import { describeSeconds } from './describe-progress.ts';

/** Prints what happened to the protection itself, newest first. */
export const showProtectionLog =
  (asked: { readonly since?: string; readonly limit: number }, t: Translate): Command =>
  ({ client }, output) =>
    answer(output, client.request('protection.log', asked), ({ entries }) =>
      entries.flatMap(({ at, event }) => {
        const sentence = protectionLogSentence(t, event, {
          span: (ms) => describeSeconds(Math.round(ms / 1000)),
          when: (iso) => iso,
          list: (parts) => parts.join(', '),
        });
        const detail = protectionLogDetail(event);
        return [`${at}  ${sentence}`, ...(detail === '' ? [] : [`  ${visibleText(detail)}`])];
      }),
    );
