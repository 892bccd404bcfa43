import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FuseV1Options, FuseVersion } from '@electron/fuses';
import { FusesPlugin } from '@electron-forge/plugin-fuses';
import type { ForgeConfig } from '@electron-forge/shared-types';
import { z } from 'zod';
import { electronRuntime } from './build/electron-runtime.ts';
import { InstallerMaker } from './build/installer-maker.ts';

const root = import.meta.dirname;
const manifest = z
  .object({
    name: z.string(),
    productName: z.string(),
    description: z.string(),
    devDependencies: z.object({ electron: z.string() }),
  })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
const runtime = await electronRuntime(root);
const icons = join(root, 'build', 'icons');

/** What is not in the bundles: the native addons and what they need to find their binaries. */
const packagedModules = ['libsql', '@libsql', '@neon-rs', 'detect-libc', '@napi-rs'];
const packagedPaths = [/^\/package\.json$/, /^\/dist(\/|$)/, /^\/node_modules$/].concat(
  packagedModules.map((name) => new RegExp(`^/node_modules/${name}(/|$)`)),
);
const isLeftOut = (path: string): boolean =>
  path !== '' && (path.endsWith('.map') || path.includes('-musl') || !packagedPaths.some((kept) => kept.test(path)));

/** Every fuse of Electron 45, stated. The fallback's Electron 33 does not know the last one yet. */
const fusesOf33 = {
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
};
const fuses = { ...fusesOf33, [FuseV1Options.WasmTrapHandlers]: true };

const config: ForgeConfig = {
  packagerConfig: {
    name: manifest.productName,
    executableName: manifest.name,
    appBundleId: 'org.lazaret.desktop',
    icon: join(icons, 'lazaret'),
    asar: { unpack: '**/*.node' },
    prune: false,
    ignore: isLeftOut,
    extraResource: [join(root, 'build', 'signatures'), icons],
    ...(runtime.kind === 'fallback' ? { electronZipDir: runtime.zipDirectory } : {}),
  },
  // The addons speak Node-API: their published binaries run on every Electron, so nothing is compiled.
  rebuildConfig: { onlyModules: [] },
  hooks: {
    // `desktopName` ties windows and notifications to the .desktop file; the version of Electron is read from here too.
    readPackageJson: async (_config, original) => ({
      ...original,
      desktopName: `${manifest.name}.desktop`,
      ...(runtime.kind === 'official' ? {} : { devDependencies: { electron: runtime.version } }),
    }),
  },
  plugins: [
    runtime.kind === 'official'
      ? new FusesPlugin({ version: FuseVersion.V1, strictlyRequireAllFuses: true, ...fuses })
      : new FusesPlugin({ version: FuseVersion.V1, ...fusesOf33 }),
  ],
  makers: [
    new InstallerMaker({
      appId: 'org.lazaret.desktop',
      nameSuffix: runtime.kind === 'official' ? '' : `-fallback-electron${Number.parseInt(runtime.version, 10)}`,
      electronVersion: runtime.kind === 'official' ? manifest.devDependencies.electron : runtime.version,
      icon: join(icons, 'app'),
      // electron-builder insists on both; `.invalid` is reserved for what must never resolve (RFC 2606).
      maintainer: 'Lazaret contributors <maintainers@lazaret.invalid>',
      synopsis: manifest.description,
      homepage: 'https://lazaret.invalid',
    }),
  ],
};

export default config;
