import { type TextPart, visibleParts, visibleText } from '../../locales/index.ts';
import classes from './file-name.module.css';

/** The last part of a path. A backslash is a separator on Windows only; elsewhere it may be part of a name. */
export function lastNameOf(path: string, platform: string): string {
  const cut = Math.max(path.lastIndexOf('/'), platform === 'win32' ? path.lastIndexOf('\\') : -1);
  return path.slice(cut + 1) || path;
}

/** What comes before the last part of a path. */
export function directoryOf(path: string, platform: string): string {
  const name = lastNameOf(path, platform);
  return name === path ? path : path.slice(0, path.length - name.length).replace(/(?<=.)[/\\]$/, '');
}

const tailGraphemes = 10;
/** Names up to this length fit everywhere and need no cut, also where a window is narrow and its text large. */
const shortGraphemes = 14;
/** With stand-ins for something invisible: cut in two, each would no longer be marked by itself. */
const shortWithTokens = 22;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

const asciiOnly = /^[\x20-\x7e]*$/;

/** Cuts text in two so that the second part holds the last characters and none is torn; null when it is short. */
function splitTail(text: string, short: number): { readonly head: string; readonly tail: string } | null {
  // There are never more graphemes than code units, and finding them is slow.
  if (text.length <= short) return null;
  if (asciiOnly.test(text)) return { head: text.slice(0, -tailGraphemes), tail: text.slice(-tailGraphemes) };
  const graphemes = [...segmenter.segment(text)].map(({ segment }) => segment);
  if (graphemes.length <= short) return null;
  return { head: graphemes.slice(0, -tailGraphemes).join(''), tail: graphemes.slice(-tailGraphemes).join('') };
}

function Parts({ parts }: { readonly parts: readonly TextPart[] }) {
  let offset = 0;
  return parts.map((part) => {
    const key = offset;
    offset += part.text.length;
    return (
      <span key={key} className={part.hidden ? classes.token : undefined}>
        {part.text}
      </span>
    );
  });
}

interface FileNameProps {
  /** The name or path as the contract carries it. */
  readonly name: string;
  /** Break over several lines instead of shortening in the middle. */
  readonly wrap?: boolean;
}

/**
 * A file name or path as plain text: control and bidi characters become visible tokens, the text never changes the
 * direction of what surrounds it, and a long one loses its middle, never its ending.
 */
export function FileName({ name, wrap = false }: FileNameProps) {
  const parts = visibleParts(name);
  const text = visibleText(name);
  const hasTokens = parts.some(({ hidden }) => hidden);
  const split = wrap ? null : splitTail(text, hasTokens ? shortWithTokens : shortGraphemes);
  if (split === null) {
    return (
      <bdi dir="ltr" className={wrap ? classes.wrapped : classes.short} title={wrap ? undefined : text}>
        <Parts parts={parts} />
      </bdi>
    );
  }
  // The eye sees the two halves, drawn by the style sheet; screen readers and searches find the name whole.
  return (
    <bdi dir="ltr" className={classes.long} title={text}>
      <span className={classes.whole}>{text}</span>
      <span
        aria-hidden="true"
        className={classes.halves}
        data-head={split.head}
        data-tail={split.tail}
        data-hidden={hasTokens || undefined}
      />
    </bdi>
  );
}
