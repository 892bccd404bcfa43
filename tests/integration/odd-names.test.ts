import { Buffer } from 'node:buffer';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { childPath, filePath } from '../../electron/files/file-path.ts';
import { visibleText } from '../../locales/index.ts';
import { lazaret, setUpWatched, startLazaret } from '../support/lazaret-cli.ts';
import { whyNoRealClamd } from '../support/real-clamd.ts';
import { waitFor } from '../support/wait-for.ts';

const bases: readonly (string | Buffer)[] = [
  ...[
    'line\nbreak',
    'tab\there',
    'carriage\rreturn',
    'escape\u001b[31m',
    'bell\u0007',
    'quote"quote',
    "it's",
    'back\\slash',
  ],
  ...[
    '🦠',
    '👩‍👩‍👧‍👦',
    'é',
    'e\u0301',
    '\u202Egpj.exe',
    '\u2066iso\u2069',
    '\u200Bzero',
    '\uFEFFmark',
    'a\uFFFDb',
    'שלום',
    'مرحبا',
  ],
  ...[
    '-rf',
    '--help',
    '~',
    '.',
    ' ',
    '$(id)',
    '`id`',
    '%s%n',
    '*',
    '?',
    '[a]',
    '{a,b}',
    '!',
    '#',
    ';',
    '&',
    '|',
    '<>',
    ':',
  ],
  ...[
    'x FOUND',
    'stream: OK',
    'x: Eicar-Test-Signature FOUND',
    'NUL',
    'con',
    'a.part',
    'a.crdownload',
    'a~',
    'a.swp',
    '.a.swp',
  ],
  ...[
    'a.tmp',
    '.hidden',
    '...',
    'trailing.',
    'trailing ',
    ' leading',
    'C:\\a',
    'file:a',
    'sub.download',
    '中文',
    '日本語',
    'ﬁ',
    'ß',
    'İ',
  ],
  Buffer.from([0xff]),
  Buffer.from([0x61, 0xe9, 0x62]),
  Buffer.from([0xc3, 0x28]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xff, 0x0a, 0x22]),
];

/** Four names of each base: alone, with an ending, in front of another, and as long as a name may be. */
function namesOf(base: string | Buffer): readonly Buffer[] {
  const bytes = Buffer.from(base);
  const long = Buffer.concat([bytes, Buffer.alloc(255 - bytes.length, 'x')]);
  const forms = ['.txt', ' FOUND', '.exe'].map((ending) => Buffer.concat([bytes, Buffer.from(ending)]));
  return [...(/^\.{1,2}$/.test(bytes.toString()) ? [] : [bytes]), ...forms, long];
}

describe.skipIf(whyNoRealClamd() !== null)('300 names nobody would choose', () => {
  test('are all scanned, each once, and shown as text that can be read', async () => {
    const { root, data, watched } = await setUpWatched();
    const staging = filePath(join(root, 'staging'));
    mkdirSync(staging.bytes);
    const names = new Map(bases.flatMap(namesOf).map((name) => [name.toString('latin1'), name]));
    expect(names.size).toBeGreaterThanOrEqual(300);
    const running = startLazaret(data);
    await running.next('ready');
    for (const name of names.values()) {
      writeFileSync(childPath(staging, name).bytes, 'nothing bad');
      renameSync(childPath(staging, name).bytes, childPath(filePath(watched), name).bytes);
    }
    const verdicts = () => running.events.filter((event) => event.type === 'verdict');
    await waitFor('all verdicts', () => verdicts().length >= names.size, { deadlineMs: 60_000 });
    const scanned = verdicts().map(({ path, pathBase64 }) => {
      const bytes = pathBase64 === undefined ? Buffer.from(path) : Buffer.from(pathBase64, 'base64');
      return bytes.subarray(Buffer.byteLength(watched) + 1).toString('latin1');
    });
    expect(scanned.filter((name, index) => scanned.indexOf(name) !== index)).toEqual([]);
    expect(scanned.sort()).toEqual([...names.keys()].sort());
    expect(verdicts().filter(({ verdict }) => verdict !== 'clean')).toEqual([]);
    const shown = await lazaret(data, ['history', '--limit', '1000']);
    const lines = shown.stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(names.size + 1);
    expect(shown.stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069\u200B\uFEFF]/u);
    expect(verdicts().map(({ path }) => visibleText(path))).not.toContainEqual(expect.stringMatching(/\p{Cc}/u));
  });
});
