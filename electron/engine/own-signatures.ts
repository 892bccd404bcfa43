import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OwnSignatureFile, OwnSignatures } from '../../contract/signatures.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { within } from '../base/within.ts';
import { errorText } from '../files/fs-error.ts';
import { type ListedFile, listOwnFiles, type Owner, readOwnFile } from './own-signature-files.ts';
import type { Candidate, Judgement, SignatureTrial } from './signature-trial.ts';

/** What a clamd of our own is to load besides a database. */
export interface OwnSet {
  /** Of all files together; empty when there are none. */
  readonly fingerprint: string;
  /** Checked copies, in a private directory. */
  readonly files: readonly string[];
}

/** Looks after the user's own signatures: what lies in the folder, what of it is accepted, and what changes. */
export interface OwnSignatureKeeping {
  state(): Omit<OwnSignatures, 'inUse'>;
  /** What is accepted now. */
  accepted(): OwnSet;
  /** The same, after the look that is under way. */
  settled(): Promise<OwnSet>;
  /** Looks at the folder of the settings now, and from then on every half minute while there is one. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

const lookEveryMs = 30_000;
/** A network share that is away never answers; the largest file takes its time on a slow one. */
const listDeadlineMs = 10_000;
const readDeadlineMs = 120_000;

interface Known {
  readonly file: ListedFile;
  readonly candidate: OwnCandidate | null;
  readonly judgement: Judgement;
}

interface OwnCandidate extends Candidate {
  readonly fingerprint: string;
}

export function createOwnSignatureKeeping(options: {
  /** Null when there is none. */
  readonly folder: () => string | null;
  /** A private directory for checked copies; nobody else's. */
  readonly home: string;
  readonly owner: Owner | null;
  /** Null while there is no clamd that could check them. */
  readonly trial: () => SignatureTrial | null;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onChanged: () => void;
  /** Others are accepted than before. */
  readonly onAccepted: () => void;
}): OwnSignatureKeeping {
  const { home, owner, clock, log } = options;
  const stopping = new AbortController();
  let known: readonly Known[] = [];
  const judgements = new Map<string, Judgement>();
  let seen = '';
  let trouble: string | null = null;
  let set: OwnSet = { fingerprint: '', files: [] };
  let looking: Promise<void> | null = null;
  let isChecking = false;
  let isStale = false;
  /** Folders that owe an answer; each question would take a thread for as long as there is none. */
  const silent = new Set<string>();
  let cancelLook = (): void => undefined;

  async function lookUntilFresh(): Promise<void> {
    do {
      isStale = false;
      await lookOnce();
    } while (isStale && !stopping.signal.aborted);
  }

  /** What the folder answers; rejects while it does not. */
  async function answerOf<T>(folder: string, deadlineMs: number, ask: () => Promise<T>): Promise<T> {
    if (!silent.has(folder)) {
      silent.add(folder);
      const asked = ask().finally(() => silent.delete(folder));
      const answer = await within(asked, deadlineMs, clock, stopping.signal);
      if (answer !== 'late') return answer;
    }
    throw new Error(`${folder} does not answer. If it is a network folder, check the connection.`);
  }

  async function lookOnce(): Promise<void> {
    const folder = options.folder();
    const trial = options.trial();
    let listed: readonly ListedFile[] = [];
    try {
      if (folder !== null) listed = await answerOf(folder, listDeadlineMs, () => listOwnFiles(folder, owner));
      trouble = folder !== null && trial === null ? 'There is no clamd to check them with.' : null;
    } catch (error) {
      trouble = errorText(error);
    }
    if (folder !== null && trouble !== null) return;
    const now = JSON.stringify([folder, listed]);
    if (now === seen || (folder === null && known.length === 0)) return;
    isChecking = true;
    options.onChanged();
    if (seen === '') rmSync(home, { recursive: true, force: true });
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const next: Known[] = [];
    for (const file of listed) {
      if (stopping.signal.aborted) return;
      next.push(await judge(folder ?? '', file, trial));
    }
    const together = await judgeTogether(next, trial);
    if (stopping.signal.aborted) return;
    known = together;
    seen = now;
    adopt();
  }

  /** Copies it and judges the copy; a content that was judged before is judged the same. */
  async function judge(folder: string, file: ListedFile, trial: SignatureTrial | null): Promise<Known> {
    const refuse = (why: string): Known => ({ file, candidate: null, judgement: { ok: false, why } });
    if (file.kind !== 'candidate') return refuse(file.why);
    const read = await answerOf(folder, readDeadlineMs, () => readOwnFile(folder, file.name, owner));
    if (typeof read === 'string') return refuse(read);
    const { bytes, fingerprint } = read;
    const candidate = { name: file.name, fingerprint, path: join(home, fingerprint) };
    if (!existsSync(candidate.path)) writeFileSync(candidate.path, bytes, { mode: 0o600 });
    const judgement = judgements.get(fingerprint) ?? (await trial?.([candidate], stopping.signal));
    if (judgement === undefined) return refuse('There is no clamd to check it with.');
    if (!stopping.signal.aborted) judgements.set(fingerprint, judgement);
    return { file, candidate, judgement };
  }

  /** Each is well by itself; if they are not together, they are taken up one after another as long as they are. */
  async function judgeTogether(judged: readonly Known[], trial: SignatureTrial | null): Promise<readonly Known[]> {
    const candidates = acceptedOf(judged);
    if (trial === null || candidates.length < 2 || fingerprintOf(candidates) === set.fingerprint) return judged;
    if ((await trial(candidates, stopping.signal)).ok) return judged;
    let taken: readonly Candidate[] = [];
    const result: Known[] = [];
    for (const one of judged) {
      if (one.candidate === null || !one.judgement.ok) {
        result.push(one);
        continue;
      }
      const judgement = await trial([...taken, one.candidate], stopping.signal);
      if (judgement.ok) taken = [...taken, one.candidate];
      result.push(judgement.ok ? one : { ...one, judgement });
    }
    return result;
  }

  /** Keeps the copies of what is accepted and drops all others. */
  function adopt(): void {
    const accepted = acceptedOf(known);
    const before = set.fingerprint;
    const wanted = new Set(accepted.map(({ path }) => path));
    set = { fingerprint: fingerprintOf(accepted), files: [...wanted] };
    for (const name of readdirSync(home)) if (!wanted.has(join(home, name))) rmSync(join(home, name), { force: true });
    const present = new Set(known.map(({ candidate }) => candidate?.fingerprint));
    for (const fingerprint of [...judgements.keys()]) if (!present.has(fingerprint)) judgements.delete(fingerprint);
    if (set.fingerprint !== before) options.onAccepted();
  }

  function look(): Promise<void> {
    cancelLook();
    isStale = true;
    looking ??= lookUntilFresh()
      .catch((error: unknown) => {
        trouble = errorText(error);
        if (!stopping.signal.aborted) log.error('the own signatures could not be looked at', error);
      })
      .finally(() => {
        looking = null;
        isChecking = false;
        if (options.folder() !== null && !stopping.signal.aborted) {
          cancelLook = clock.schedule(() => void look(), lookEveryMs);
        }
        options.onChanged();
      });
    return looking;
  }

  return {
    state: () => ({
      folder: options.folder(),
      isChecking,
      trouble: options.folder() === null ? null : trouble,
      files: known.map(describe),
    }),
    accepted: () => set,
    async settled() {
      await looking;
      return set;
    },
    look,
    async stop() {
      stopping.abort();
      cancelLook();
      await looking;
    },
  };
}

const acceptedOf = (judged: readonly Known[]): readonly OwnCandidate[] =>
  judged.flatMap(({ candidate, judgement }) => (candidate !== null && judgement.ok ? [candidate] : []));

const fingerprintOf = (files: readonly { readonly fingerprint: string }[]): string =>
  files
    .map(({ fingerprint }) => fingerprint)
    .sort()
    .join();

function describe({ file, judgement }: Known): OwnSignatureFile {
  const { name } = file;
  if (judgement.ok) return { name, status: 'accepted', count: judgement.count, detail: '' };
  return { name, status: file.kind === 'passed-over' ? 'passed-over' : 'refused', count: null, detail: judgement.why };
}
