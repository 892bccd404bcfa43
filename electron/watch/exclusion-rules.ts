import { isUtf8 } from 'node:buffer';
import { sep } from 'node:path';
import picomatch from 'picomatch/posix.js';
import type { Exclusions } from '../../contract/exclusions.ts';
import { baseName, displayPath, type FilePath, filePath, isInside, parentPath, pathKey } from '../files/file-path.ts';
import { type ListedFile, type ListOptions, listFiles } from './list-files.ts';

/** What the user has excluded in one watched folder. Both answers are the rule that does it, or null. */
export interface ExclusionRules {
  /** A directory that is left out with all in it; never the watched folder itself. */
  ruleForFolder(path: FilePath): string | null;
  /** A file left out by its name or size, its directories aside. An unknown size (null) is no reason. */
  ruleForFile(path: FilePath, sizeBytes: number | null): string | null;
}

const bytesPerMiB = 1024 * 1024;
/** Where the file system takes upper and lower case for the same, so does a rule. */
const ignoresCase = process.platform === 'win32' || process.platform === 'darwin';

interface Rule {
  readonly text: string;
  readonly matches: (path: FilePath) => boolean;
}

/** Compiles the exclusions that count in a watched folder: those for all folders and its own. */
export function compileExclusions(root: FilePath, sets: readonly Exclusions[]): ExclusionRules {
  const globs = sets.flatMap((set) => set.globs.map((glob) => globRule(root, glob)));
  const fileRules = [...globs, ...sets.flatMap((set) => set.extensions.map(extensionRule))];
  const folderRules = [
    ...sets.flatMap((set) => set.folders.map((folder) => folderRule(folder))),
    ...sets.flatMap((set) => set.globs.flatMap((glob) => wholeFolderRule(root, glob))),
  ];
  const limits = sets.flatMap(({ largerThanMiB }) => largerThanMiB ?? []);
  const limitMiB = limits.length === 0 ? null : Math.min(...limits);
  const firstOf = (rules: readonly Rule[], path: FilePath): string | null =>
    rules.find(({ matches }) => matches(path))?.text ?? null;
  return {
    ruleForFolder: (path) => (path.bytes.equals(root.bytes) ? null : firstOf(folderRules, path)),
    ruleForFile(path, sizeBytes) {
      if (limitMiB !== null && sizeBytes !== null && sizeBytes > limitMiB * bytesPerMiB) return `> ${limitMiB} MiB`;
      return firstOf(fileRules, path);
    },
  };
}

/**
 * The path below the root as it is shown. Bytes that are not text become U+FFFD, which a wildcard may stand for but no
 * pattern may name (the contract refuses it there), so that two names are never taken for one another.
 */
function textBelow(root: FilePath, path: FilePath): string {
  const cut = root.bytes.at(-1) === sep.charCodeAt(0) ? root.bytes.length : root.bytes.length + 1;
  const text = path.bytes.subarray(cut).toString('utf8');
  return sep === '/' ? text : text.replaceAll(sep, '/');
}

function globRule(root: FilePath, glob: string): Rule {
  const isOnName = !glob.includes('/');
  const matches = matcherOf(glob.endsWith('/') ? `${glob}**` : glob);
  return {
    text: glob,
    matches: (path) =>
      isInside(path, root) && matches(isOnName ? baseName(path).toString('utf8') : textBelow(root, path)),
  };
}

/** A pattern for all that is in a folder (`a/b/**`, or `a/b/`) leaves out the folder itself: it need not be watched. */
function wholeFolderRule(root: FilePath, glob: string): readonly Rule[] {
  const folder = /^(.*[^/*])(?:\/\*\*|\/)$/.exec(glob)?.[1];
  if (folder === undefined) return [];
  const matches = matcherOf(folder);
  return [{ text: glob, matches: (path) => isInside(path, root) && matches(textBelow(root, path)) }];
}

const matcherOf = (glob: string): ((text: string) => boolean) =>
  picomatch(glob.replace(/^\.?\/+/, ''), { dot: true, nonegate: true, nocase: ignoresCase });

function extensionRule(extension: string): Rule {
  const ending = `.${extension}`;
  return {
    text: ending,
    matches(path) {
      const name = baseName(path).toString('utf8').toLowerCase();
      return name.length > ending.length && name.endsWith(ending);
    },
  };
}

/** By bytes: a name that is not text equals no rule. */
function folderRule(folder: string): Rule {
  const isFullPath = /[/\\]/.test(folder);
  const wanted = pathKey(isFullPath ? filePath(folder) : { bytes: Buffer.from(folder) });
  const keyOf = (path: FilePath): string => (isFullPath ? pathKey(path) : baseName(path).toString('latin1'));
  if (!ignoresCase) return { text: folder, matches: (path) => keyOf(path) === wanted };
  const lower = folder.toLowerCase();
  return {
    text: folder,
    matches: (path) =>
      isUtf8(path.bytes) &&
      (isFullPath ? displayPath(path) : displayPath({ bytes: baseName(path) })).toLowerCase() === lower,
  };
}

/** The rule that leaves a file out, be it by one of the directories between the root and it. */
export function ruleFor(
  rules: ExclusionRules,
  root: FilePath,
  path: FilePath,
  sizeBytes: number | null,
): string | null {
  const rootKey = pathKey(root);
  let directory = parentPath(path);
  while (pathKey(directory) !== rootKey && isInside(directory, root)) {
    const rule = rules.ruleForFolder(directory);
    if (rule !== null) return rule;
    directory = parentPath(directory);
  }
  return rules.ruleForFile(path, sizeBytes);
}

/** Everything below the root that is not left out. */
export async function* listScannable(
  options: ListOptions & { readonly rules: ExclusionRules },
): AsyncGenerator<readonly ListedFile[], void, undefined> {
  const { rules, isExcluded } = options;
  const found = listFiles({
    ...options,
    isExcluded: (directory, path) => isExcluded(directory, path) || rules.ruleForFolder(path) !== null,
  });
  for await (const files of found)
    yield files.filter(({ path, identity }) => rules.ruleForFile(path, Number(identity.size)) === null);
}
