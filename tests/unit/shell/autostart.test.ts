import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { autostartHandlers } from '../../../electron/shell/autostart-handlers.ts';
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

describe('a place for autostart entries that cannot be used', () => {
  const inTheWay = () => {
    const directory = tempDir();
    const file = join(directory, 'autostart', 'lazaret.desktop');
    writeFileSync(join(directory, 'autostart'), 'a file where a folder should be');
    return { file, handlers: autostartHandlers(xdgAutostart(file, entry)) };
  };

  test('counts as off as long as there can be no entry in it', async () => {
    const { file, handlers } = inTheWay();
    expect(await handlers['autostart.get']({})).toEqual({
      ok: true,
      value: { supported: true, enabled: false, detail: file },
    });
  });

  test('is named in the answer, with what it means and what to do', async () => {
    const { file, handlers } = inTheWay();
    const answer = await handlers['autostart.set']({ enabled: true });
    expect(answer).toMatchObject({ ok: false, error: { code: 'io' } });
    const message = answer.ok ? '' : answer.error.message;
    expect(message).toContain('Lazaret will not start at login');
    expect(message).toContain(dirname(file));
    expect(message).toContain('then try again');
  });

  test('is told of when an entry cannot be read', async () => {
    const file = join(tempDir(), 'lazaret.desktop');
    mkdirSync(file);
    const answer = await autostartHandlers(xdgAutostart(file, entry))['autostart.get']({});
    expect(answer).toMatchObject({ ok: false, error: { code: 'io', message: expect.stringContaining(file) } });
  });

  test('is not blamed for a mistake of ours', async () => {
    const broken = () => {
      throw new TypeError('ours');
    };
    await expect(autostartHandlers({ place: '/a', read: broken, set: broken })['autostart.get']({})).rejects.toThrow(
      'ours',
    );
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
