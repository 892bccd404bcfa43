import { expect, it } from 'vitest';
import { filePath } from '../../../electron/files/file-path.ts';
import {
  networkFileSystemOf,
  parseMount,
  parseMountinfo,
  typeAt,
} from '../../../electron/files/network-file-system.ts';
import { tempDir } from '../../support/temp-dir.ts';

const mountinfo = `22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
60 22 0:50 / /srv/my\\040share rw,relatime shared:30 - nfs4 nas:/export rw,vers=4.2
61 60 0:51 / /srv/my\\040share/local rw - tmpfs none rw
62 22 0:52 / /mnt/win rw - cifs //nas/win rw
`;

it('the file system of a folder is that of the innermost mount it lies in', () => {
  const mounts = parseMountinfo(mountinfo);
  const at = (path: string) => typeAt(filePath(path), mounts);
  expect([at('/srv/my share/a'), at('/srv/my share/local/b'), at('/srv/my share2'), at('/mnt/win')]).toEqual([
    'nfs4',
    'tmpfs',
    'ext4',
    'cifs',
  ]);
});

it('what macOS says of its mounts is understood', () => {
  const mounts = parseMount(`/dev/disk3s1 on / (apfs, sealed, local)
//guest@nas/My%20Share on /Volumes/My Share (smbfs, nodev, nosuid, mounted by mara)
`);
  expect(typeAt(filePath('/Volumes/My Share/x'), mounts)).toBe('smbfs');
  expect(typeAt(filePath('/Users/mara'), mounts)).toBe('apfs');
});

it('a folder on this machine is not called a network folder', async () => {
  expect(await networkFileSystemOf(filePath(tempDir()))).toBe(null);
});
