/** A stretch of text for display. `hidden` ones stand for characters that would otherwise be invisible or mislead. */
export interface TextPart {
  readonly text: string;
  readonly hidden: boolean;
}

/** Short names of format characters (Unicode UAX #9 for the bidi ones); the rest are shown by their number. */
const names: Readonly<Record<number, string>> = {
  173: 'SHY',
  1564: 'ALM',
  6158: 'MVS',
  8203: 'ZWSP',
  8204: 'ZWNJ',
  8205: 'ZWJ',
  8206: 'LRM',
  8207: 'RLM',
  8232: 'LS',
  8233: 'PS',
  8234: 'LRE',
  8235: 'RLE',
  8236: 'PDF',
  8237: 'LRO',
  8238: 'RLO',
  8288: 'WJ',
  8294: 'LRI',
  8295: 'RLI',
  8296: 'FSI',
  8297: 'PDI',
  65279: 'BOM',
};

const newline = 0x0a;
const newlineSymbol = '\u2424';
const deleteCode = 0x7f;
const deleteSymbol = '\u2421';
const controlPictures = 0x2400;

/** ZWJ and ZWNJ join emoji and shape letters outside Latin; only after those are they honest. */
const joinable = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F|(?!\p{Script=Latin})[\p{L}\p{M}]/u;
const misleading = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

function hiddenName(char: string, previous: string): string | null {
  const code = char.codePointAt(0) ?? 0;
  if (!misleading.test(char)) return null;
  if ((code === 0x200c || code === 0x200d) && joinable.test(previous)) return null;
  if (code === newline) return newlineSymbol;
  if (code === deleteCode) return deleteSymbol;
  if (code < 0x20) return String.fromCodePoint(controlPictures + code);
  const number = code.toString(16).toUpperCase().padStart(4, '0');
  return `\u27e8${names[code] ?? `U+${number}`}\u27e9`;
}

/**
 * Splits a file name or path so that control, format and bidi characters can be shown as tokens: U+202E becomes
 * `⟨RLO⟩`, a newline `␤`. Nothing in the result changes the direction or the lines of the text around it.
 */
export function visibleParts(raw: string): readonly TextPart[] {
  const parts: { text: string; hidden: boolean }[] = [];
  let previous = '';
  for (const char of raw) {
    const token = hiddenName(char, previous);
    const last = parts.at(-1);
    if (token === null && last !== undefined && !last.hidden) last.text += char;
    else parts.push({ text: token ?? char, hidden: token !== null });
    previous = char;
  }
  return parts;
}

/** The same as one string, for titles, notifications and the tray. */
export const visibleText = (raw: string): string =>
  visibleParts(raw)
    .map((part) => part.text)
    .join('');
