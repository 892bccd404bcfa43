/** A stretch of text for display. `hidden` ones stand for characters that would otherwise be invisible or mislead. */
export interface TextPart {
  readonly text: string;
  readonly hidden: boolean;
}

/** Short names of format characters (Unicode UAX #9 for the bidi ones); the rest are shown by their number. */
const names: Readonly<Record<number, string>> = {
  127: 'DEL',
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

/** What Unicode's C0 controls are called (ISO 646), from number 0 on. Their pictures (U+2400…) are in few fonts. */
const controls =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
    ' ',
  );

/** ZWJ and ZWNJ join emoji and shape letters outside Latin; only after those are they honest. */
const joinable = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F|(?!\p{Script=Latin})[\p{L}\p{M}]/u;
/** The letters among them, such as U+3164, are blank in every font; signs that only shape what stands before them are not meant. */
const misleading = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\u2800]|(?=\p{Default_Ignorable_Code_Point})\p{L}/u;

function hiddenName(char: string, previous: string): string | null {
  const code = char.codePointAt(0) ?? 0;
  if (!misleading.test(char)) return null;
  if ((code === 0x200c || code === 0x200d) && joinable.test(previous)) return null;
  const number = code.toString(16).toUpperCase().padStart(4, '0');
  return `\u27e8${controls[code] ?? names[code] ?? `U+${number}`}\u27e9`;
}

/**
 * Splits a file name or path so that control, format and bidi characters can be shown as tokens: U+202E becomes
 * `⟨RLO⟩`, a newline `⟨LF⟩`. Nothing in the result changes the direction or the lines of the text around it.
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
