import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MakerBase, type MakerOptions } from '@electron-forge/maker-base';
import type { ForgePlatform } from '@electron-forge/shared-types';
import { Arch, build, type Configuration, Platform } from 'electron-builder';

export interface InstallerMakerConfig {
  readonly appId: string;
  /** Marks the runtime in the file names; empty for the official one. */
  readonly nameSuffix: string;
  readonly electronVersion: string;
  readonly icon: string;
  readonly maintainer: string;
  readonly synopsis: string;
  readonly homepage: string;
}

/**
 * Lets electron-builder make Linux installers of what Forge has packaged. With `prepackaged`, electron-builder leaves
 * files, asar and fuses as Forge made them.
 */
export class InstallerMaker extends MakerBase<InstallerMakerConfig> {
  override name = 'installers';
  override defaultPlatforms: ForgePlatform[] = ['linux'];

  override isSupportedOnCurrentPlatform(): boolean {
    return process.platform === 'linux';
  }

  /** Makes a .tar.gz and a .deb; returns their paths. */
  override async make({ dir, makeDir, targetArch }: MakerOptions): Promise<string[]> {
    const arch = Object.values(Arch).includes(targetArch) ? Arch[targetArch as keyof typeof Arch] : undefined;
    if (arch === undefined) throw new Error(`No installers can be made for ${targetArch}.`);
    preferOwnTools(process.env);
    return await build({
      prepackaged: dir,
      targets: Platform.LINUX.createTarget(['tar.gz', 'deb'], arch),
      config: this.builderConfig(makeDir),
      publish: 'never',
    });
  }

  private builderConfig(output: string): Configuration {
    const { appId, nameSuffix, electronVersion, icon, maintainer, synopsis, homepage } = this.config;
    return {
      appId,
      electronVersion,
      directories: { output },
      artifactName: `\${name}-\${version}-linux-\${arch}${nameSuffix}.\${ext}`,
      extraMetadata: { homepage },
      linux: { icon, maintainer, synopsis, category: 'Utility', executableName: 'lazaret' },
      deb: { packageCategory: 'utils', priority: 'optional', recommends: ['clamav-daemon', 'clamav-freshclam'] },
    };
  }
}

/**
 * electron-builder fetches an archiver and a packager from the network. What they do here, Node and Debian's own
 * dpkg-deb do as well, so that a build needs neither; on a system without dpkg-deb the packager is still fetched.
 */
function preferOwnTools(environment: NodeJS.ProcessEnv): void {
  environment.ELECTRON_BUILDER_7ZIP_PATH ??= join(import.meta.dirname, '7za-by-zlib.mjs');
  const folders = environment.PATH?.split(':') ?? [];
  if (folders.some((folder) => existsSync(join(folder, 'dpkg-deb')))) {
    environment.CUSTOM_FPM_PATH ??= join(import.meta.dirname, 'fpm-by-dpkg-deb.mjs');
  }
}
