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

/** Cuts the parts in two so that the second holds about the last `tailGraphemes` characters and none is torn. */
function splitTail(parts: readonly TextPart[]): readonly [readonly TextPart[], readonly TextPart[]] {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const head = [...parts];
  const tail: TextPart[] = [];
  let room = tailGraphemes;
  while (room > 0) {
    const part = head.pop();
    if (part === undefined) break;
    const graphemes = part.hidden ? [part.text] : [...segmenter.segment(part.text)].map(({ segment }) => segment);
    if (graphemes.length > room) head.push({ text: graphemes.slice(0, -room).join(''), hidden: false });
    tail.unshift({ text: graphemes.slice(-room).join(''), hidden: part.hidden });
    room -= Math.min(graphemes.length, room);
  }
  return [head, tail];
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
  if (wrap) {
    return (
      <bdi dir="ltr" className={classes.wrapped}>
        <Parts parts={parts} />
      </bdi>
    );
  }
  const [head, tail] = splitTail(parts);
  return (
    <bdi dir="ltr" className={classes.line} title={visibleText(name)}>
      <span className={classes.head}>
        <Parts parts={head} />
      </span>
      <span className={classes.tail}>
        <Parts parts={tail} />
      </span>
    </bdi>
  );
}
