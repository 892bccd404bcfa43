import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { exclusionsSchema } from '../../../contract/exclusions.ts';
import { settingsSchema, watchedFolderSchema } from '../../../contract/settings.ts';
import { childPath, filePath } from '../../../electron/files/file-path.ts';
import { programsCovered } from '../../../electron/watch/exclusion-programs.ts';
import { compileExclusions, ruleFor } from '../../../electron/watch/exclusion-rules.ts';

const root = filePath('/srv/share');
const rulesOf = (...sets: readonly object[]) =>
  compileExclusions(
    root,
    sets.map((set) => exclusionsSchema.parse(set)),
  );
const isLeftOut = (exclusions: object, name: string, sizeBytes = 1): boolean =>
  ruleFor(rulesOf(exclusions), root, filePath(`/srv/share/${name}`), sizeBytes) !== null;

describe('without a word from the user', () => {
  it.each(['setup.exe', 'a/b.sh', 'x.log', '.git/hooks/pre-commit', 'a~', 'b.swp'])('%s is scanned', (name) => {
    expect(isLeftOut({}, name, 2 ** 40)).toBe(false);
    const folder = watchedFolderSchema.parse({ id: 'a', path: '/srv/share', recursive: true });
    const sets = [settingsSchema.parse({}).exclusions, folder.exclusions];
    expect(ruleFor(compileExclusions(root, sets), root, filePath(`/srv/share/${name}`), 2 ** 40)).toBe(null);
  });
});

describe('a pattern', () => {
  it.each([
    ['*.log', 'a.log', true],
    ['*.log', 'deep/down/.hidden.log', true],
    ['*.log', 'a.log.exe', false],
    ['*.log', 'a.log/setup.exe', false],
    ['/*.log', 'a.log', true],
    ['/*.log', 'deep/a.log', false],
    ['cache/**', 'cache/a/b', true],
    ['cache/', 'cache/a/b', true],
    ['cache/**', 'other/cache/a', false],
    ['**/cache/**', 'other/cache/a', true],
    ['cache', 'cache/a', false],
    ['!*.txt', 'setup.exe', false],
    ['*.txt', 'x\n.txt', true],
    ['*.{iso,img}', 'a.iso', true],
    ['[', '[', true],
    ['a?c', 'abc', true],
  ])('%j on %j: left out is %s', (glob, name, expected) => {
    expect(isLeftOut({ globs: [glob] }, name)).toBe(expected);
  });

  it('is named as the reason', () => {
    const rules = rulesOf({ globs: ['*.log'] }, { extensions: ['.TMP'] });
    expect(ruleFor(rules, root, filePath('/srv/share/a.log'), 1)).toBe('*.log');
    expect(ruleFor(rules, root, filePath('/srv/share/a.tmp'), 1)).toBe('.tmp');
  });
});

describe('a name that is not UTF-8', () => {
  const named = (...bytes: number[]) => childPath(root, Buffer.from(bytes));

  it('is left out by what of it can be read, and never because it is shown like another', () => {
    const log = Buffer.from([0xff, ...Buffer.from('.log')]);
    expect(ruleFor(rulesOf({ globs: ['*.log'] }), root, childPath(root, log), 1)).toBe('*.log');
    expect(ruleFor(rulesOf({ folders: ['caf'] }), root, childPath(named(0x63, 0x61, 0x66, 0xe9), 'a'), 1)).toBe(null);
  });

  it('cannot be written into a rule, since many names are shown alike', () => {
    expect(exclusionsSchema.safeParse({ globs: ['a\uFFFD'] }).success).toBe(false);
    expect(exclusionsSchema.safeParse({ folders: ['a\uFFFD'] }).success).toBe(false);
    expect(exclusionsSchema.safeParse({ extensions: ['\uFFFD'] }).success).toBe(false);
  });
});

describe('endings, sizes and folders', () => {
  it.each([
    [{ extensions: ['ISO'] }, 'a.iso', true],
    [{ extensions: ['.tar.gz'] }, 'a.TAR.GZ', true],
    [{ extensions: ['gz'] }, '.gz', false],
    [{ extensions: ['iso'] }, 'a.iso.exe', false],
    [{ folders: ['node_modules'] }, 'a/node_modules/b/c.js', true],
    [{ folders: ['node_modules'] }, 'node_modules', false],
    [{ folders: ['/srv/share/a'] }, 'a/b', true],
    [{ folders: ['/srv/share/a'] }, 'b/a/c', false],
  ])('%j on %s: left out is %s', (exclusions, name, expected) => {
    expect(isLeftOut(exclusions, name)).toBe(expected);
  });

  it('leave out what is larger, and nothing whose size is not known', () => {
    const mebibyte = 1024 * 1024;
    expect(isLeftOut({ largerThanMiB: 1 }, 'a', mebibyte + 1)).toBe(true);
    expect(isLeftOut({ largerThanMiB: 1 }, 'a', mebibyte)).toBe(false);
    expect(rulesOf({ largerThanMiB: 1 }).ruleForFile(filePath('/srv/share/a'), null)).toBe(null);
  });

  it.each([
    { extensions: ['a/b'] },
    { extensions: ['*'] },
    { folders: ['a/b'] },
    { folders: ['..'] },
    { globs: [' '] },
  ])('%j is refused', (exclusions) => {
    expect(exclusionsSchema.safeParse(exclusions).success).toBe(false);
  });
});

describe('a warning that programs are left out', () => {
  const warned = (exclusions: object): boolean => programsCovered(exclusionsSchema.parse(exclusions)).length > 0;

  it.each([
    { globs: ['*'] },
    { globs: ['*.ex?'] },
    { globs: ['build/**'] },
    { globs: ['tools/*.sh'] },
    { globs: ['setup*'] },
    { globs: ['!(*.txt)'] },
    { extensions: ['exe'] },
    { extensions: ['docm'] },
    { folders: ['node_modules'] },
    { largerThanMiB: 100 },
  ])('is given for %j', (exclusions) => {
    expect(warned(exclusions)).toBe(true);
  });

  it.each([{ globs: ['*.log'] }, { globs: ['cache/*.txt'] }, { extensions: ['mp4'] }, {}])(
    'is not given for %j',
    (exclusions) => {
      expect(warned(exclusions)).toBe(false);
    },
  );
});
