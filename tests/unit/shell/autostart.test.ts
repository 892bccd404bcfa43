import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { autostartEntryText, isEntryEnabled, quoteExecArgument } from '../../../electron/shell/desktop-entry.ts';
import { autostartFile, xdgAutostart } from '../../../electron/shell/xdg-autostart.ts';
import { tempDir } from '../../support/temp-dir.ts';

const entry = { name: 'Lazaret', comment: 'Examines arrivals.', command: ['/opt/Lazaret/lazaret', '--hidden'] };

describe('start at login on Linux', () => {
  test('turned on, the desktop finds an entry that starts Lazaret hidden; turned off, none', () => {
    const file = join(tempDir(), 'autostart', 'lazaret.desktop');
    const autostart = xdgAutostart(file, entry);
    expect(autostart.read()).toEqual({ supported: true, enabled: false, detail: file });

    expect(autostart.set(true).enabled).toBe(true);
    expect(readFileSync(file, 'utf8').split('\n')).toContain('Exec=/opt/Lazaret/lazaret --hidden');
    expect(readdirSync(dirname(file))).toEqual(['lazaret.desktop']);

    expect(autostart.set(false).enabled).toBe(false);
    expect(readdirSync(dirname(file))).toEqual([]);
    expect(autostart.set(false).enabled).toBe(false);
  });

  test.each([
    ['Hidden=true', false],
    ['X-GNOME-Autostart-enabled=false', false],
    ['Hidden=false', true],
  ])('the state is what the file says after a desktop wrote %s into it', (line, enabled) => {
    const file = join(tempDir(), 'lazaret.desktop');
    const autostart = xdgAutostart(file, entry);
    autostart.set(true);
    const text = readFileSync(file, 'utf8').replace('X-GNOME-Autostart-enabled=true', line);
    writeFileSync(file, `${text}\n[Desktop Action x]\nHidden=true\n`);
    expect(autostart.read().enabled).toBe(enabled);
    expect(autostart.set(true).enabled).toBe(true);
  });

  test('an empty or foreign file counts as off', () => {
    expect(isEntryEnabled('')).toBe(false);
    expect(isEntryEnabled('[Other]\nExec=/bin/x\n')).toBe(false);
  });

  test('the entry goes where the XDG rules say', () => {
    expect(autostartFile({}, '/home/ada')).toBe('/home/ada/.config/autostart/lazaret.desktop');
    expect(autostartFile({ XDG_CONFIG_HOME: '/cfg' }, '/home/ada')).toBe('/cfg/autostart/lazaret.desktop');
    expect(autostartFile({ XDG_CONFIG_HOME: 'relative' }, '/home/ada')).toBe(
      '/home/ada/.config/autostart/lazaret.desktop',
    );
  });

  test('a place that cannot be written is an error, not a silent "off"', () => {
    const directory = tempDir();
    mkdirSync(join(directory, 'lazaret.desktop'));
    expect(() => xdgAutostart(join(directory, 'lazaret.desktop'), entry).set(true)).toThrow();
  });
});

describe('the command of a desktop entry', () => {
  test.each([
    ['/opt/Lazaret/lazaret', '/opt/Lazaret/lazaret'],
    ['/home/ada/My Apps/Lazaret.AppImage', '"/home/ada/My Apps/Lazaret.AppImage"'],
    ['a"b', '"a\\"b"'],
    ['a$HOME`x`', '"a\\$HOME\\`x\\`"'],
    ['a\\b', '"a\\\\b"'],
    ['50%', '50%%'],
    ['', '""'],
  ])('quotes %j as %j', (argument, quoted) => {
    expect(quoteExecArgument(argument)).toBe(quoted);
  });

  test('backslashes are escaped once more as part of the value, and a newline cannot begin a new key', () => {
    const text = autostartEntryText({ ...entry, command: ['/a\\b', 'x\nHidden=true'] });
    expect(text).toContain('Exec="/a\\\\\\\\b" "x\\nHidden=true"\n');
    expect(isEntryEnabled(text)).toBe(true);
  });
});
