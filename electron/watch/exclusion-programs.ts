import type { Exclusions, ExclusionTrial } from '../../contract/exclusions.ts';
import { filePath } from '../files/file-path.ts';
import { compileExclusions } from './exclusion-rules.ts';

/** Endings of what runs when it is opened, on some system: programs, scripts, installers, documents with macros. */
const programExtensions = [
  ...['exe', 'dll', 'scr', 'com', 'cpl', 'msi', 'msix', 'sys', 'drv', 'pif', 'bat', 'cmd', 'ps1', 'psm1'],
  ...['vbs', 'vbe', 'js', 'jse', 'mjs', 'wsf', 'wsh', 'hta', 'lnk', 'reg', 'jar', 'class', 'apk', 'app', 'dmg', 'pkg'],
  ...['deb', 'rpm', 'appimage', 'run', 'bin', 'so', 'dylib', 'elf', 'sh', 'bash', 'zsh', 'py', 'pl', 'rb', 'php'],
  ...['command', 'desktop', 'docm', 'dotm', 'xlsm', 'xltm', 'xlam', 'xls', 'doc', 'ppt', 'pptm', 'chm', 'iso', 'img'],
] as const;

const sampleNames = ['setup', ...programExtensions.map((extension) => `setup.${extension}`)];

/** The rules that would leave out programs, each with a name it would, so that nobody does so without knowing. */
export function programsCovered(exclusions: Exclusions): ExclusionTrial['programs'] {
  const { globs, extensions, folders, largerThanMiB } = exclusions;
  const root = filePath('/');
  const none: Exclusions = { globs: [], extensions: [], folders: [], largerThanMiB: null };
  const covered = (rule: string, one: Partial<Exclusions>, names: readonly string[]): ExclusionTrial['programs'] => {
    const rules = compileExclusions(root, [{ ...none, ...one }]);
    const example = names.find((name) => rules.ruleForFile(filePath(`/${name}`), null) !== null);
    return example === undefined ? [] : [{ rule, example }];
  };
  return [
    ...globs.flatMap((glob) => covered(glob, { globs: [glob] }, namesFor(glob))),
    ...extensions.flatMap((extension) => covered(`.${extension}`, { extensions: [extension] }, sampleNames)),
    ...folders.map((folder) => ({ rule: folder, example: 'setup.exe' })),
    ...(largerThanMiB === null ? [] : [{ rule: `> ${largerThanMiB} MiB`, example: 'setup.exe' }]),
  ];
}

/** Names of programs where the pattern looks for files: its own directories, wildcards in them filled in. */
function namesFor(glob: string): readonly string[] {
  const cut = glob.lastIndexOf('/');
  const last = glob.slice(cut + 1);
  const directory = glob
    .slice(0, Math.max(cut, 0))
    .replaceAll(/\*+|\?/g, 'a')
    .replace(/^\/+/, '');
  const stem = last.replaceAll(/[*?]+/g, 'setup');
  const names = [...sampleNames, ...programExtensions.map((extension) => `${stem}.${extension}`), stem];
  const programs = names.filter(
    (name) => name === 'setup' || programExtensions.some((end) => name.endsWith(`.${end}`)),
  );
  return directory === '' ? programs : [...programs.map((name) => `${directory}/${name}`), ...programs];
}
