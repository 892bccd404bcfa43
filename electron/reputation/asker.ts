import { basename } from 'node:path';
import type { ReputationAnswer, ReputationSettings, SentRequest } from '../../contract/reputation.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { displayPath } from '../files/file-path.ts';
import type { FileOpener } from '../scan/open-file.ts';
import type { Quota } from './quota.ts';
import type { Progress, QueuedFile, ReputationStore } from './reputation-store.ts';
import {
  type AskerStatus,
  backOff,
  createServerStanding,
  dayMs,
  nameOf,
  type ServerStanding,
  waiting,
} from './server-standing.ts';
import { openUpload } from './upload-file.ts';
import {
  directUploadBytes,
  hostOf,
  largestUploadBytes,
  type Server,
  type VirusTotalClient,
} from './virustotal-client.ts';
import type { Reply } from './virustotal-replies.ts';

export interface AskerParts {
  readonly store: ReputationStore;
  readonly quota: Quota;
  readonly client: VirusTotalClient;
  readonly opener: Pick<FileOpener, 'open'>;
  readonly settings: () => ReputationSettings;
  /** Who is asked; null where VirusTotal itself would be, but there is no key. */
  readonly server: () => Server | null;
  /** Whether the settings still let anybody be asked about a file that is in the queue. */
  readonly takesPart: (file: Pick<QueuedFile, 'path' | 'size'>) => boolean;
  /** Whether it is of a kind that takes part, where the settings came to leave kinds out after it was put into the queue. */
  readonly isOfKind: (file: QueuedFile) => Promise<boolean>;
  readonly onAnswered: (sha256: string, answer: ReputationAnswer) => void;
  readonly onChanged: () => void;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** Goes through the queue, one request at a time, first in first out, for as long as it may. */
export interface Asker {
  /** Looks at once whether something can be asked now: something is in the queue, a setting or the key is another, the machine woke. */
  poke(): void;
  status(): AskerStatus;
  trouble: ServerStanding['trouble'];
  /** One request about the EICAR test file, now. */
  test(): Promise<Result<ReputationAnswer>>;
  stop(): Promise<void>;
}

/** The EICAR test file (eicar.org), which every engine at VirusTotal knows. */
export const eicarSha256 = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Timers stand still while the machine sleeps, and are no longer than some weeks: the time is looked at this often. */
const longestSleepMs = hourMs;
const firstLookMs = minuteMs / 2;
/** A file that brought no answer so often has its next try in so long. */
const longestRetryMs = dayMs;

/** Looks at an analysis, some minutes apart; one that takes longer is not waited for. */
const longestAnalysis = 100;
/** After so many tries at an analysis that the server does not know of (another server, say), the file's report has to do. */
const analysisTries = 5;

export function createAsker(parts: AskerParts): Asker {
  const { store, quota, client, settings, clock, log } = parts;
  const standing = createServerStanding(parts);
  const stopping = new AbortController();
  /** Ends what is under way, once the settings no longer let it happen. */
  let flight = new AbortController();
  let underWay: { readonly file: QueuedFile; readonly by: string; readonly sendsFile: boolean } | null = null;
  let running: Promise<void> | null = null;
  let isAsking = false;
  let isAgain = false;
  let callOff = (): void => undefined;

  const signal = (): AbortSignal => AbortSignal.any([stopping.signal, flight.signal]);
  const after = (ms: number): Date => new Date(clock.now().getTime() + ms);
  const status = (): AskerStatus => {
    const isQueueEmpty = store.queued() === 0;
    const found = standing.obstacle();
    if (isAsking) return { status: 'asking', why: null, detail: '', until: null };
    // Nobody waits for a quota while there is nothing to ask.
    if (found !== null && !(found.status === 'waiting' && isQueueEmpty)) return found;
    const due = isQueueEmpty || store.next(clock.now()) !== null ? null : store.nextDue();
    if (due === null) return { status: isQueueEmpty ? 'idle' : 'asking', why: null, detail: '', until: null };
    return waiting(due.stage === 'analysis' ? 'analysis' : 'server-trouble', '', due.at);
  };

  /** Sends one request: counted and listed before it leaves, and listed with what came of it. */
  const send = async (
    server: Server,
    about: Pick<SentRequest, 'what' | 'sha256' | 'name' | 'size'>,
    request: () => Promise<Reply>,
  ): Promise<Reply> => {
    const now = clock.now();
    const id = store.sending({ ...about, at: now.toISOString(), host: hostOf(server.base) });
    quota.count(now);
    isAsking = true;
    parts.onChanged();
    try {
      const reply = await request();
      store.sent(id, outcomeOf(reply), wordsOf(reply));
      standing.note(server, reply);
      return reply;
    } finally {
      isAsking = false;
      parts.onChanged();
    }
  };

  const about = (file: QueuedFile, what: SentRequest['what']) => ({
    what,
    sha256: file.sha256,
    name: basename(displayPath(file.path)),
    size: file.size,
  });

  const conclude = (file: Pick<QueuedFile, 'sha256'>, answer: ReputationAnswer): void => {
    store.answer(file.sha256, answer);
    parts.onAnswered(file.sha256, answer);
  };

  /** The server answered, but said nothing of this file: the others have their turn first. */
  const retryLater = (file: QueuedFile, progress: Progress = {}): void =>
    store.update(file.id, {
      tries: file.tries + 1,
      notBefore: after(backOff(minuteMs, file.tries, longestRetryMs)),
      ...progress,
    });

  const lookUp = async (file: QueuedFile, server: Server): Promise<void> => {
    const reply = await send(server, about(file, 'lookup'), () => client.lookUp(server, file.sha256, signal()));
    const askedAt = clock.now().toISOString();
    switch (reply.kind) {
      case 'known':
        return conclude(file, { outcome: 'known', askedAt, ...reply.answer });
      case 'unknown':
        if (!mayUpload(file)) return conclude(file, { outcome: 'unknown', askedAt });
        // Uploads that came to nothing count on: a file that is taken by nobody is not sent again each minute.
        return store.update(file.id, { stage: 'upload', notBefore: null });
      case 'trouble':
        return retryLater(file);
      default:
        // Nothing is wrong with the file: it keeps its place.
        return;
    }
  };

  const mayUpload = (file: QueuedFile): boolean => {
    const { mode, uploadsAgreed } = settings();
    return (
      mode === 'upload-unknown' &&
      uploadsAgreed &&
      !file.byHand &&
      !file.uploaded &&
      (file.size ?? Number.POSITIVE_INFINITY) <= largestUploadBytes
    );
  };

  const giveUpUpload = (file: QueuedFile): void =>
    conclude(file, { outcome: 'unknown', askedAt: clock.now().toISOString() });

  const sendFile = async (file: QueuedFile, server: Server): Promise<void> => {
    if (!mayUpload(file)) return giveUpUpload(file);
    const upload = await openUpload(parts.opener, file.path, file.sha256, signal());
    // What lies there now is another file, which has a place of its own in the queue.
    if (upload === null) return giveUpUpload(file);
    try {
      let url: string | null = null;
      if ((file.size ?? 0) > directUploadBytes) {
        const given = await send(server, about(file, 'upload-url'), () => client.uploadUrl(server, signal()));
        if (given.kind === 'trouble') return retryLater(file);
        if (given.kind !== 'upload-url') return;
        ({ url } = given);
      }
      // What was taken back meanwhile is not listed as if it had left.
      signal().throwIfAborted();
      // Should Lazaret end meanwhile, the server is asked whether it has the file before it is sent again.
      store.update(file.id, { stage: 'lookup' });
      const reply = await send(server, about(file, 'upload'), () => client.upload(server, url, upload, signal()));
      if (reply.kind === 'accepted') {
        const progress = { stage: 'analysis', analysisId: reply.analysisId, uploaded: true, tries: 0 } as const;
        return store.update(file.id, { ...progress, notBefore: after(firstLookMs) });
      }
      if (reply.kind === 'trouble' || reply.kind === 'unreachable') retryLater(file, { stage: 'lookup' });
    } finally {
      await upload.close();
    }
  };

  const lookAtAnalysis = async (file: QueuedFile, server: Server): Promise<void> => {
    const { analysisId } = file;
    if (analysisId === null) return store.update(file.id, { stage: 'lookup', notBefore: null });
    const reply = await send(server, about(file, 'analysis'), () => client.analysis(server, analysisId, signal()));
    if (reply.kind === 'trouble') return retryLater(file, file.tries + 1 >= analysisTries ? { stage: 'lookup' } : {});
    if (reply.kind !== 'analysis') return;
    // The report of the file itself is what counts, for it names the bytes it is about.
    if (reply.isCompleted || file.tries >= longestAnalysis)
      store.update(file.id, { stage: 'lookup', tries: 0, notBefore: null });
    else
      store.update(file.id, { tries: file.tries + 1, notBefore: after(backOff(minuteMs, file.tries, 10 * minuteMs)) });
  };

  const step = async (file: QueuedFile, server: Server): Promise<void> => {
    if (!file.byHand && !(parts.takesPart(file) && (await parts.isOfKind(file)))) return store.drop(file.id);
    flight.signal.throwIfAborted();
    const known = file.stage === 'lookup' && !file.uploaded ? store.answerOf(file.sha256) : null;
    if (known !== null && isFresh(known, settings(), clock.now())) return conclude(file, known);
    switch (file.stage) {
      case 'lookup':
        return lookUp(file, server);
      case 'upload':
        return sendFile(file, server);
      case 'analysis':
        return lookAtAnalysis(file, server);
    }
  };

  const run = async (): Promise<void> => {
    do {
      isAgain = false;
      flight = new AbortController();
      while (!stopping.signal.aborted && !flight.signal.aborted && standing.obstacle() === null) {
        const server = parts.server();
        const file = store.next(clock.now());
        if (server === null || file === null) break;
        underWay = { file, by: nameOf(server), sendsFile: file.stage === 'upload' };
        await step(file, server).finally(() => {
          underWay = null;
        });
      }
    } while (isAgain && !stopping.signal.aborted);
  };

  /** Why what is under way must not go on; null while it may. */
  const forbidden = (): string | null => {
    if (settings().mode === 'off') return 'Reputation was turned off.';
    if (underWay === null) return null;
    const { file, by, sendsFile } = underWay;
    const server = parts.server();
    if (server === null || nameOf(server) !== by) return 'The server or its key is another.';
    if (!file.byHand && !parts.takesPart(file)) return 'The file is left out now.';
    return sendsFile && !mayUpload(file) ? 'Uploads were turned off.' : null;
  };

  /** Until something of what is known changes by itself; null when nothing does. */
  const msToGoOn = (): number | null => {
    try {
      const { until } = status();
      if (until === null) return null;
      return Math.min(Math.max(new Date(until).getTime() - clock.now().getTime(), 1), longestSleepMs);
    } catch (error) {
      // The ledger cannot be read at this moment.
      log.error('when to go on asking about reputation is not known', error);
      return minuteMs;
    }
  };

  const sleep = (): void => {
    callOff();
    if (stopping.signal.aborted) return;
    const ms = msToGoOn();
    if (ms !== null) callOff = clock.schedule(poke, ms);
  };

  const poke = (): void => {
    if (stopping.signal.aborted) return;
    isAgain = true;
    const why = forbidden();
    if (why !== null) flight.abort(new Error(why));
    running ??= run()
      .catch((error: unknown) => {
        if (stopping.signal.aborted || flight.signal.aborted) return;
        // The ledger's disk is full, say: tried again, and nothing is lost meanwhile.
        log.error('asking about reputation failed', error);
        standing.halt(String(error), minuteMs);
      })
      .finally(() => {
        running = null;
        // Somebody poked after the last look, when it was as good as over.
        if (isAgain) poke();
        sleep();
        parts.onChanged();
      });
  };

  return {
    poke,
    status,
    trouble: standing.trouble,
    async test() {
      const server = parts.server();
      if (settings().mode === 'off') {
        return fail('invalid-input', 'Reputation is off, so nobody was asked. Turn it on first.');
      }
      if (server === null) return fail('invalid-input', 'No key is set, so nobody was asked. Set one first.');
      const wait = quota.wait(clock.now());
      if (wait !== null) {
        const until = wait.until.toISOString();
        return fail('quota-used', `The quota is used up, so nobody was asked. It goes on at ${until}.`, { until });
      }
      const test = { what: 'lookup', sha256: eicarSha256, name: 'EICAR', size: 68 } as const;
      const reply = await send(server, test, () => client.lookUp(server, eicarSha256, stopping.signal));
      const askedAt = clock.now().toISOString();
      poke();
      switch (reply.kind) {
        case 'known':
          return ok({ outcome: 'known', askedAt, ...reply.answer });
        case 'unknown':
          return ok({ outcome: 'unknown', askedAt });
        default: {
          const detail = 'detail' in reply ? reply.detail : '';
          const code = reply.kind === 'refused' ? 'key-refused' : reply.kind === 'limited' ? 'quota-used' : 'no-answer';
          return fail(code, `${hostOf(server.base)} gave no answer about the test file: ${detail}`);
        }
      }
    },
    async stop() {
      stopping.abort(new Error('Lazaret is stopping.'));
      callOff();
      await running;
    },
  };
}

/** Whether an answer is young enough to stand for asking again. */
export const isFresh = (
  { askedAt }: ReputationAnswer,
  { keepAnswersDays }: Pick<ReputationSettings, 'keepAnswersDays'>,
  now: Date,
): boolean => Math.abs(now.getTime() - new Date(askedAt).getTime()) < keepAnswersDays * dayMs;

/** What is noted beside the outcome: the server's words, or how many engines call the file malicious. */
function wordsOf(reply: Reply): string {
  if (reply.kind === 'known') return `${reply.answer.malicious}/${reply.answer.engines}`;
  return 'detail' in reply ? reply.detail : '';
}

function outcomeOf(reply: Reply): SentRequest['outcome'] {
  switch (reply.kind) {
    case 'upload-url':
      return 'accepted';
    case 'analysis':
      return reply.isCompleted ? 'known' : 'queued';
    default:
      return reply.kind;
  }
}
