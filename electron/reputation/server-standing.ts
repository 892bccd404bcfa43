import { createHash } from 'node:crypto';
import { z } from 'zod';
import type {
  ReputationSettings,
  ReputationState,
  ReputationTrouble,
  ReputationWait,
} from '../../contract/reputation.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { nextDay, type Quota } from './quota.ts';
import { type ReputationStore, refusedFact, unansweredFact } from './reputation-store.ts';
import type { Server } from './virustotal-client.ts';
import type { Reply } from './virustotal-replies.ts';

export type AskerStatus = Pick<ReputationState, 'status' | 'why' | 'detail' | 'until'>;

/** How we stand with the server: what its replies mean for every request that follows. */
export interface ServerStanding {
  /** What stands in the way of any request; null when nothing does. */
  obstacle(): AskerStatus | null;
  /** What the user has to be told, since it does not pass by itself or has not for a day; null while there is nothing. */
  trouble(): ReputationTrouble | null;
  note(server: Server, reply: Reply): void;
  /** Something of ours failed: nothing is asked for so long, in milliseconds. */
  halt(detail: string, ms: number): void;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** So many answers in a row that are not the API's are no slip of a server's that speaks it. */
const foreignInARow = 3;
/** In this run, besides the day: a machine that was switched off has its time to find the network again. */
const silentForMs = 10 * minuteMs;

/** Since when nothing usable has come from the server at that address: kept, for many machines run for some hours a day only. */
const unansweredSchema = z.object({ base: z.string(), since: z.coerce.date() });

/** Which server did not take which key, and its words: kept, for a restart makes no key better. */
const refusedSchema = z.object({ by: z.string(), detail: z.string() });

/** Doubles with each failure in a row. Milliseconds. */
export const backOff = (firstMs: number, failures: number, longestMs: number): number =>
  Math.min(firstMs * 2 ** Math.min(failures, 20), longestMs);

/** A server and its key, to tell whether they are another. */
export const nameOf = (server: Server): string => JSON.stringify(server);

/** The same without telling the key. */
const fingerprintOf = (server: Server): string => createHash('sha256').update(nameOf(server)).digest('hex');

export const waiting = (why: ReputationWait, detail: string, until: Date): AskerStatus => ({
  status: 'waiting',
  why,
  detail,
  until: until.toISOString(),
});

interface Halt {
  readonly why: ReputationWait;
  readonly detail: string;
  readonly until: Date;
}

/** What one server, by one key, has said. */
interface Heard {
  readonly by: string;
  /** What it, or the way to it, wants to be waited for. */
  readonly halt: Halt | null;
  /** It did not take the key. */
  readonly refused: { readonly why: ReputationWait; readonly detail: string } | null;
  /** Replies in a row: failures to answer, wishes to be asked less, answers that are not the API's. */
  readonly failures: number;
  readonly limits: number;
  readonly foreign: number;
  /** Since when, in this run, no reply could be used; and the words of the last that could not. */
  readonly silent: { readonly since: Date; readonly detail: string } | null;
}

const nothingFrom = (by: string): Heard => ({
  by,
  halt: null,
  refused: null,
  failures: 0,
  limits: 0,
  foreign: 0,
  silent: null,
});

export function createServerStanding(parts: {
  readonly store: Pick<ReputationStore, 'fact' | 'setFact' | 'queued'>;
  readonly quota: Pick<Quota, 'wait'>;
  readonly settings: () => Pick<ReputationSettings, 'mode'>;
  readonly server: () => Server | null;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Logger, 'warn'>;
}): ServerStanding {
  const { store, quota, clock, log } = parts;
  let ourHalt: Halt | null = null;
  /** Of the server that was asked last. Another one, or another key, begins anew. */
  let last = nothingFrom('');
  const after = (ms: number): Date => new Date(clock.now().getTime() + ms);
  const heardFrom = (server: Server): Heard => (last.by === nameOf(server) ? last : nothingFrom(nameOf(server)));

  /** One that is further off than any is from before the clock was set back. */
  const isOn = (halt: Halt | null): halt is Halt => {
    const leftMs = halt === null ? 0 : halt.until.getTime() - clock.now().getTime();
    return leftMs > 0 && leftMs <= dayMs;
  };

  const unanswered = (base: string): Date | null => {
    const text = store.fact(unansweredFact);
    const kept = text === null ? undefined : unansweredSchema.safeParse(JSON.parse(text)).data;
    return kept?.base === base && kept.since <= clock.now() ? kept.since : null;
  };
  const noteUnanswered = (base: string): void => {
    if (unanswered(base) !== null) return;
    store.setFact(unansweredFact, JSON.stringify({ base, since: clock.now().toISOString() }));
  };
  const noteAnswered = (): void => {
    if (store.fact(unansweredFact) !== null) store.setFact(unansweredFact, null);
  };
  /** What the server said when it last did not take this key, be it in an earlier run; null when it has since. */
  const refusal = (server: Server): string | null => {
    const text = store.fact(refusedFact);
    const kept = text === null ? undefined : refusedSchema.safeParse(JSON.parse(text)).data;
    return kept?.by === fingerprintOf(server) ? kept.detail : null;
  };

  /** Nothing could be used for more than a day, while files wait for it. */
  const isSilent = (server: Server): boolean => {
    const { silent } = heardFrom(server);
    const since = silent === null || store.queued() === 0 ? null : unanswered(server.base);
    if (silent === null || since === null) return false;
    const nowMs = clock.now().getTime();
    return nowMs - since.getTime() > dayMs && nowMs - silent.since.getTime() > silentForMs;
  };

  /** No reply that could be used. */
  const failed = (server: Server, heard: Heard, halt: Halt, counts: Partial<Heard>): Heard => {
    noteUnanswered(server.base);
    return { ...heard, ...counts, halt, silent: { since: heard.silent?.since ?? clock.now(), detail: halt.detail } };
  };

  const afterReply = (server: Server, heard: Heard, reply: Reply): Heard => {
    const { failures, limits, foreign } = heard;
    switch (reply.kind) {
      case 'refused':
        noteAnswered();
        store.setFact(refusedFact, JSON.stringify({ by: fingerprintOf(server), detail: reply.detail }));
        log.warn(
          'the reputation server does not take the key; nothing is asked until the key or the server is another',
          { why: reply.why },
        );
        return { ...heard, refused: { why: reply.why, detail: reply.detail }, foreign: 0, silent: null };
      case 'limited': {
        const { retryAfterMs, why, detail } = reply;
        // The minute's quota is over in a minute; where that does not help it is the day's.
        const until =
          retryAfterMs !== null
            ? after(retryAfterMs)
            : why === 'server-quota' && limits > 0
              ? nextDay(clock.now())
              : after(backOff(minuteMs, limits, hourMs));
        return failed(server, heard, { why, detail, until }, { limits: limits + 1, foreign: 0 });
      }
      case 'unreachable': {
        const until = after(backOff(minuteMs / 4, failures, 10 * minuteMs));
        return failed(server, heard, { why: 'offline', detail: reply.detail, until }, { failures: failures + 1 });
      }
      case 'trouble': {
        const { detail } = reply;
        const until = after(backOff(minuteMs / 2, failures, hourMs / 2));
        const counts = { failures: failures + 1, foreign: reply.isForeign ? foreign + 1 : 0 };
        return failed(server, heard, { why: 'server-trouble', detail, until }, counts);
      }
      default:
        noteAnswered();
        if (store.fact(refusedFact) !== null) store.setFact(refusedFact, null);
        return nothingFrom(heard.by);
    }
  };

  return {
    obstacle() {
      const server = parts.server();
      if (parts.settings().mode === 'off') return { status: 'off', why: null, detail: '', until: null };
      if (server === null) return { status: 'no-key', why: null, detail: '', until: null };
      const { refused, halt } = heardFrom(server);
      if (refused !== null) return { status: 'refused', ...refused, until: null };
      for (const stop of [ourHalt, halt]) if (isOn(stop)) return waiting(stop.why, stop.detail, stop.until);
      const wait = quota.wait(clock.now());
      return wait === null ? null : waiting(wait.why, '', wait.until);
    },
    trouble() {
      if (parts.settings().mode === 'off') return null;
      const server = parts.server();
      if (server === null) return { kind: 'no-key', detail: '' };
      const { foreign, silent } = heardFrom(server);
      const refused = refusal(server);
      if (refused !== null) return { kind: 'key-refused', detail: refused };
      if (silent === null) return null;
      if (foreign >= foreignInARow) return { kind: 'no-server', detail: silent.detail };
      return isSilent(server) ? { kind: 'no-answer', detail: silent.detail } : null;
    },
    halt(detail, ms) {
      ourHalt = { why: 'server-trouble', detail, until: after(ms) };
    },
    note(server, reply) {
      last = afterReply(server, heardFrom(server), reply);
    },
  };
}
