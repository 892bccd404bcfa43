import type { Buffer } from 'node:buffer';
import { deepZip, tarClaiming, zipOfZeros } from './canary-files.ts';
import type { Reply } from './reply-grammar.ts';
import type { InstreamFailure } from './transport.ts';

/** What a clamd does with what is over its limits. */
export type LimitHabit =
  /** Whatever it does not look into, it reports. */
  | { readonly kind: 'reports' }
  /** It calls it clean (`AlertExceedsMax no`, ClamAV's default). */
  | { readonly kind: 'silent' }
  /**
   * It looks into so much of a compressed member, and calls the rest clean: its `MaxFileSize` is below its `MaxScanSize`.
   * `clamd` 1.4 stops unpacking there, and reports only a member that is stored or says its size beforehand.
   */
  | { readonly kind: 'cuts'; readonly atMiB: number }
  | { readonly kind: 'unknown'; readonly detail: string };

/** Has one endpoint scan a few bytes. */
type Scan = (bytes: Buffer, deadlineMs?: number) => Promise<Reply | InstreamFailure>;

/** Finds out how an endpoint deals with its limits; `name` says which endpoint, and which program it is. */
export type LimitCheck = (name: string, scan: Scan) => Promise<LimitHabit>;

/** No clamd scans more of one file (INT_MAX bytes). */
const mostMiB = 2047;
/** Unpacking more to see what becomes of it would keep clamd busy for too long: it is taken to cut there, too. */
const provenUpToMiB = 1024;
export const proofDeadlineMs = 60_000;

interface Limit {
  /** The smallest whole MiB that is over it. */
  readonly overMiB: number;
  /** What is reported then. */
  readonly signature: string;
}

/** What is said of a file that claims to be so large: the limit it is over, or null. */
type Claim = (sizeMiB: number) => Promise<string | null>;

/**
 * Made once per process, for it remembers what took long: where the limit is (eleven scans of 2 kB; two tell that it is
 * still there) and what becomes of more than that, which clamd has to unpack in full, in about a second.
 */
export function createLimitCheck(): LimitCheck {
  const limits = new Map<string, Limit>();
  const proofs = new Map<string, boolean>();

  const isStillThere = async ({ overMiB, signature }: Limit, claim: Claim): Promise<boolean> =>
    (await claim(overMiB)) === signature && (overMiB === 1 || (await claim(overMiB - 1)) === null);

  /** The lowest limit; null when there is none, or none that is reported. */
  async function findLimit(name: string, claim: Claim): Promise<Limit | null> {
    const known = limits.get(name);
    if (known !== undefined && (await isStillThere(known, claim))) return known;
    limits.delete(name);
    let signature = await claim(mostMiB);
    if (signature === null) return null;
    let [withinMiB, overMiB] = [0, mostMiB];
    while (overMiB - withinMiB > 1) {
      const middle = Math.floor((withinMiB + overMiB) / 2);
      const said = await claim(middle);
      if (said === null) withinMiB = middle;
      else [overMiB, signature] = [middle, said];
    }
    limits.set(name, { overMiB, signature });
    return { overMiB, signature };
  }

  async function isCut(name: string, sizeMiB: number, scan: Scan): Promise<boolean> {
    if (sizeMiB > provenUpToMiB) return true;
    const key = `${name} ${sizeMiB}`;
    const known = proofs.get(key);
    if (known !== undefined) return known;
    const reply = await scan(await zipOfZeros(sizeMiB), proofDeadlineMs);
    // Without an answer to that it is not proven that it would report the rest.
    if (reply.kind === 'failed' || (reply.kind === 'unscannable' && reply.reason === 'too-large')) return true;
    proofs.set(key, reply.kind === 'ok');
    return reply.kind === 'ok';
  }

  return async (name, scan) => {
    try {
      const limit = await findLimit(name, async (sizeMiB) => limitOf(await scan(tarClaiming(sizeMiB))));
      if (limit === null) return { kind: limitOf(await scan(deepZip())) === null ? 'silent' : 'reports' };
      // What goes beyond the limit of the whole scan is reported, however it is packed.
      if (limit.signature.endsWith('.MaxScanSize')) return { kind: 'reports' };
      if (!(await isCut(name, limit.overMiB, scan))) return { kind: 'reports' };
      return { kind: 'cuts', atMiB: limit.overMiB - 1 };
    } catch (error) {
      if (error instanceof NoAnswer) return { kind: 'unknown', detail: error.message };
      throw error;
    }
  };
}

class NoAnswer extends Error {}

/** The limit that was reported; null where the file was called clean. */
function limitOf(reply: Reply | InstreamFailure): string | null {
  switch (reply.kind) {
    case 'ok':
      return null;
    case 'unscannable':
      return reply.signature ?? reply.detail;
    case 'found':
      throw new NoAnswer(`it said ${reply.signature} FOUND`);
    case 'failed':
      throw new NoAnswer(reply.detail);
  }
}
