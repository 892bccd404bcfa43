import { z } from 'zod';
import type { ReputationSettings, ReputationWait } from '../../contract/reputation.ts';
import type { ReputationStore } from './reputation-store.ts';

export interface QuotaWait {
  readonly why: Extract<ReputationWait, 'minute-quota' | 'day-quota' | 'month-quota'>;
  readonly until: Date;
}

/**
 * Our own count of requests, kept on disk, so that the quota is never knowingly overdrawn, over a restart either. A key's
 * quota is so many requests in any minute, a day, and a month; days and months begin at 00:00 UTC
 * (docs.virustotal.com, "How consumption quotas are handled").
 */
export interface Quota {
  /** What has to be waited for before the next request; null when it may be sent. */
  wait(now: Date): QuotaWait | null;
  /** One request is about to be sent. */
  count(now: Date): void;
  used(now: Date): { readonly today: number; readonly thisMonth: number };
}

const fact = 'quota';
const minuteMs = 60_000;

const keptSchema = z.object({
  day: z.string(),
  today: z.int().nonnegative(),
  month: z.string(),
  thisMonth: z.int().nonnegative(),
  /** When the last requests were sent, milliseconds since the epoch. */
  recent: z.array(z.number()),
});
type Kept = z.infer<typeof keptSchema>;

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
const monthOf = (at: Date): string => at.toISOString().slice(0, 7);
/** The next 00:00 UTC. */
export const nextDay = (at: Date): Date =>
  new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + 1));
const nextMonth = (at: Date): Date => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));

export function createQuota(
  store: Pick<ReputationStore, 'fact' | 'setFact'>,
  limits: () => Pick<ReputationSettings, 'perMinute' | 'perDay' | 'perMonth'>,
): Quota {
  const read = (now: Date): Kept => {
    const text = store.fact(fact);
    const kept = text === null ? null : (keptSchema.safeParse(JSON.parse(text)).data ?? null);
    const nowMs = now.getTime();
    return {
      day: dayOf(now),
      today: kept?.day === dayOf(now) ? kept.today : 0,
      month: monthOf(now),
      thisMonth: kept?.month === monthOf(now) ? kept.thisMonth : 0,
      // One from the future is from before the clock was set back, and says nothing any more.
      recent: (kept?.recent ?? []).filter((at) => at <= nowMs && at > nowMs - minuteMs),
    };
  };
  return {
    wait(now) {
      const { perMinute, perDay, perMonth } = limits();
      const { today, thisMonth, recent } = read(now);
      if (thisMonth >= perMonth) return { why: 'month-quota', until: nextMonth(now) };
      if (today >= perDay) return { why: 'day-quota', until: nextDay(now) };
      const oldest = recent.at(-perMinute);
      return oldest === undefined ? null : { why: 'minute-quota', until: new Date(oldest + minuteMs) };
    },
    count(now) {
      const kept = read(now);
      const next: Kept = {
        ...kept,
        today: kept.today + 1,
        thisMonth: kept.thisMonth + 1,
        recent: [...kept.recent, now.getTime()],
      };
      store.setFact(fact, JSON.stringify(next));
    },
    used(now) {
      const { today, thisMonth } = read(now);
      return { today, thisMonth };
    },
  };
}
