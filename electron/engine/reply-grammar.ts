import type { Buffer } from 'node:buffer';
import type { FailureReason, UnscannableReason } from '../../contract/verdicts.ts';

/** What one complete reply to `zINSTREAM` says. Only `ok` is ever the ground of a `clean`. */
export type Reply =
  | { readonly kind: 'ok' }
  /**
   * `heuristic`: ClamAV guesses by shape (`Heuristics.*`), or finds a program that is unwanted rather than harmful
   * (`PUA.*`, potentially unwanted application); it does not know the file as malware.
   */
  | { readonly kind: 'found'; readonly signature: string; readonly heuristic: boolean }
  | {
      readonly kind: 'unscannable';
      readonly reason: Extract<UnscannableReason, 'too-large' | 'encrypted' | 'limits-exceeded' | 'timed-out'>;
      readonly signature: string | null;
      readonly detail: string;
    }
  | {
      readonly kind: 'failed';
      readonly reason: Extract<FailureReason, 'no-reply' | 'engine-error' | 'garbled-reply'>;
      readonly detail: string;
    };

/** No reply of clamd comes near this; whoever sends more is not speaking clamd's protocol. Bytes. */
export const longestReplyBytes = 1024;

const longestExcerpt = 160;

/** Signature names are printable ASCII without blanks; ClamAV adds `.UNOFFICIAL` to those of others. */
const foundReply = /^stream: (?<signature>[\x21-\x7e]{1,256}) FOUND$/;

/** `AlertExceedsMax`: a limit was hit, so part of the file was not looked at. 0.103 and older name no limit. */
const limitAlert = /^Heuristics\.Limits\.Exceeded(?:\.(?<limit>[A-Za-z0-9]+))?$/;
const encryptedAlert = /^Heuristics\.Encrypted(?:\.[A-Za-z0-9]+)*$/;

/**
 * libclamav's own words (`cl_strerror`) for a scan given up because of a limit, old and new wording, as they appear in
 * `stream: … ERROR`. Their cause is the file, so asking again would not help.
 */
const limitErrors: ReadonlyMap<string, 'timed-out' | 'limits-exceeded'> = new Map([
  ['Exceeded time limit', 'timed-out'],
  ['Time limit reached', 'timed-out'],
  ['Exceeded max recursion depth', 'limits-exceeded'],
  ['Exceeded max scan size', 'limits-exceeded'],
  ['Exceeded max scan files', 'limits-exceeded'],
]);

/** Sent with no `stream: ` before it, and followed by a reset, when a stream is longer than `StreamMaxLength`. */
const sizeLimitReply = 'INSTREAM size limit exceeded. ERROR';

/**
 * Reads the whole answer to one `zINSTREAM`, from the first byte to the end of the connection. The `z` prefix makes
 * NUL the one legal terminator on TCP and Unix sockets alike (man clamd, COMMANDS), outside a session there is exactly
 * one reply, and `stream: ` names every verdict; so anything but one such reply is `failed`. Decoded as latin1: one
 * character a byte, nothing is normalised on the way.
 */
export function parseReply(bytes: Buffer): Reply {
  if (bytes.length === 0) return { kind: 'failed', reason: 'no-reply', detail: 'clamd closed without an answer' };
  if (bytes.length > longestReplyBytes) return garbled(bytes, `longer than ${longestReplyBytes} bytes`);
  const text = bytes.toString('latin1');
  const end = text.indexOf('\0');
  if (end === -1) return withoutTerminator(bytes, text);
  const words = text.slice(0, end);
  if (end !== text.length - 1) {
    // Seen when clamd's temp directory is full: an error, and then a second reply that says OK.
    return words.endsWith(' ERROR') ? engineError(bytes) : garbled(bytes, 'bytes follow the reply');
  }
  if (words === 'stream: OK') return { kind: 'ok' };
  if (words === sizeLimitReply) {
    return { kind: 'unscannable', reason: 'too-large', signature: null, detail: words };
  }
  const signature = foundReply.exec(words)?.groups?.signature;
  if (signature !== undefined) return judgeSignature(signature);
  return judgeError(bytes, words);
}

function judgeSignature(signature: string): Reply {
  const limit = limitAlert.exec(signature);
  if (limit !== null) {
    const reason = limit.groups?.limit === 'MaxScanTime' ? 'timed-out' : 'limits-exceeded';
    return { kind: 'unscannable', reason, signature, detail: signature };
  }
  if (encryptedAlert.test(signature)) {
    return { kind: 'unscannable', reason: 'encrypted', signature, detail: signature };
  }
  return { kind: 'found', signature, heuristic: /^(?:Heuristics|PUA)\./.test(signature) };
}

function judgeError(bytes: Buffer, words: string): Reply {
  const message = /^stream: (?<message>.+) ERROR$/.exec(words)?.groups?.message;
  const reason = message === undefined ? undefined : limitErrors.get(message);
  if (reason !== undefined) return { kind: 'unscannable', reason, signature: null, detail: words };
  return words.endsWith(' ERROR') ? engineError(bytes) : garbled(bytes, 'not a reply of clamd');
}

/** clamd ends one message with a newline whatever was asked: the one it sends when it is tired of waiting. */
function withoutTerminator(bytes: Buffer, text: string): Reply {
  return text === 'COMMAND READ TIMED OUT\n' ? engineError(bytes) : garbled(bytes, 'the end of the reply is missing');
}

const engineError = (bytes: Buffer): Reply => ({ kind: 'failed', reason: 'engine-error', detail: excerpt(bytes) });

const garbled = (bytes: Buffer, why: string): Reply => ({
  kind: 'failed',
  reason: 'garbled-reply',
  detail: `${why}: ${excerpt(bytes)}`,
});

/** The start of what came, fit for a log and a window: printable ASCII, everything else as `\xNN`. */
export function excerpt(bytes: Buffer): string {
  const shown = bytes
    .subarray(0, longestExcerpt)
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return bytes.length > longestExcerpt ? `${shown}…` : shown;
}
