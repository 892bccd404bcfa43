/** What has to be typed on one kind of system, one entry a shell line. `system` names the heading's translation. */
export interface Commands {
  readonly system: 'debian' | 'fedora' | 'macos' | 'windows';
  readonly lines: readonly string[];
}

const homebrewFreshclam = [
  'mkdir -p "$(brew --prefix)/var/lib/clamav"',
  'sed "/^Example/d" "$(brew --prefix)/etc/clamav/freshclam.conf.sample" > "$(brew --prefix)/etc/clamav/freshclam.conf"',
  'freshclam',
];

const windowsFreshclam = [
  'cd "C:\\Program Files\\ClamAV"',
  '(Get-Content conf_examples\\freshclam.conf.sample) -notmatch "^Example" | Set-Content freshclam.conf',
  '.\\freshclam.exe',
];

/** How to install ClamAV with clamd; empty for a platform nothing is known about. `platform` is Node's name of it. */
export function installCommands(platform: string): readonly Commands[] {
  switch (platform) {
    case 'linux':
      return [
        { system: 'debian', lines: ['sudo apt install clamav-daemon clamav-freshclam'] },
        { system: 'fedora', lines: ['sudo dnf install clamd clamav-freshclam', 'sudo freshclam'] },
      ];
    case 'darwin':
      return [{ system: 'macos', lines: ['brew install clamav', ...homebrewFreshclam] }];
    case 'win32':
      return [{ system: 'windows', lines: ['winget install --id Cisco.ClamAV', ...windowsFreshclam] }];
    default:
      return [];
  }
}

/** How to download or renew the real signatures. Debian's package does it by itself once its service runs. */
export function signatureCommands(platform: string): readonly Commands[] {
  switch (platform) {
    case 'linux':
      return [
        {
          system: 'debian',
          lines: ['sudo apt install clamav-freshclam', 'sudo systemctl restart clamav-freshclam'],
        },
        { system: 'fedora', lines: ['sudo dnf install clamav-freshclam', 'sudo freshclam'] },
      ];
    case 'darwin':
      return [{ system: 'macos', lines: homebrewFreshclam }];
    case 'win32':
      return [{ system: 'windows', lines: windowsFreshclam }];
    default:
      return [];
  }
}
