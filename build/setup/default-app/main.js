// What the fallback Electron starts when no app is packed into it: `--version`, `-r MODULE` and `<app path>`.
// The `await`s at the top level matter: Electron holds back `ready` until they are done, and an app registers its
// protocols before `ready`.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const require = createRequire(import.meta.url);

/** @param {readonly string[]} args without the program's own path */
function readArguments(args) {
  /** @type {string[]} */
  const modules = [];
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    if (argument === '--version' || argument === '-v') return { version: true, modules, appPath: null };
    if (argument === '-r' || argument === '--require') {
      index += 1;
      modules.push(args[index] ?? '');
    } else if (!argument.startsWith('-')) {
      return { version: false, modules, appPath: resolve(argument) };
    }
  }
  return { version: false, modules, appPath: null };
}

// Copied: a preloaded module may take its own arguments out of `process.argv`.
const { version, modules, appPath } = readArguments(process.argv.slice(1));

if (version) {
  process.stdout.write(`v${process.versions.electron}\n`);
  process.exit(0);
}
for (const name of modules) require(resolve(name));

if (appPath === null) {
  process.stderr.write('Give the path of an app.\n');
  process.exit(1);
}
const manifestPath = join(appPath, 'package.json');
const manifest = existsSync(manifestPath) ? JSON.parse(readFileSync(manifestPath, 'utf8')) : { main: '.' };
if (manifest.version) app.setVersion(manifest.version);
if (manifest.productName ?? manifest.name) app.setName(manifest.productName ?? manifest.name);
app.setDesktopName(manifest.desktopName ?? `${manifest.name ?? 'electron'}.desktop`);
app.setAppPath(appPath);
await import(pathToFileURL(resolve(appPath, manifest.main ?? 'index.js')).href);
