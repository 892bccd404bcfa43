/** The keys of an autostart entry that decide whether the desktop will start the program. */
export interface AutostartEntry {
  readonly name: string;
  readonly comment: string;
  /** The program and its arguments, unquoted. */
  readonly command: readonly string[];
}

/**
 * Quotes one argument of an `Exec` key. Source: Desktop Entry Specification 1.5, "The Exec key": arguments with
 * reserved characters go into double quotes with `"`, backtick, `$` and `\` escaped, and a literal `%` is doubled.
 */
export function quoteExecArgument(argument: string): string {
  const percentSafe = argument.replaceAll('%', '%%');
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(percentSafe)) return percentSafe;
  return `"${percentSafe.replaceAll(/["`$\\]/g, '\\$&')}"`;
}

/** Escapes a value of type string (same source, "Possible value types"); comes after the quoting of `Exec`. */
const escapeString = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');

/** The text of an autostart entry as the XDG Autostart specification wants it. */
export function autostartEntryText(entry: AutostartEntry): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Version=1.5',
    `Name=${escapeString(entry.name)}`,
    `Comment=${escapeString(entry.comment)}`,
    `Exec=${escapeString(entry.command.map(quoteExecArgument).join(' '))}`,
    'Icon=lazaret',
    'Terminal=false',
    'Categories=Utility;Security;',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/**
 * Whether a desktop would start the program of this entry: it has an `Exec`, and neither `Hidden` (the specification's
 * own off switch) nor `X-GNOME-Autostart-enabled` (GNOME's) says no. Desktops turn entries off by editing the file.
 */
export function isEntryEnabled(text: string): boolean {
  const keys = keysOfMainGroup(text);
  return (
    (keys.get('Exec') ?? '') !== '' &&
    keys.get('Hidden') !== 'true' &&
    keys.get('X-GNOME-Autostart-enabled') !== 'false'
  );
}

function keysOfMainGroup(text: string): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  let inMainGroup = false;
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('[')) inMainGroup = line.trim() === '[Desktop Entry]';
    const cut = line.indexOf('=');
    if (inMainGroup && cut > 0 && !line.startsWith('#'))
      keys.set(line.slice(0, cut).trim(), line.slice(cut + 1).trim());
  }
  return keys;
}
