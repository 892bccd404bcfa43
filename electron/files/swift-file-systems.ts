import { statfs } from 'node:fs/promises';
import type { FilePath } from './file-path.ts';

/**
 * Linux's numbers of file systems that wait for no network and no other process (man statfs, linux/magic.h): ext2 to
 * ext4, XFS, btrfs, tmpfs, F2FS, ZFS, overlay. A call that asks one of them directly always comes back.
 */
const swiftTypes: ReadonlySet<number> = new Set([
  0xef53, 0x5846_5342, 0x9123_683e, 0x0102_1994, 0xf2f5_2010, 0x2fc1_2fc1, 0x794c_7630,
]);

/** Whether a file system of this type, as `statfs` tells it, may be asked without a thread of its own. */
export const isSwiftType = (type: number): boolean => process.platform === 'linux' && swiftTypes.has(type);

/** Makes the way to ask whether a path lies on such a file system; the disk is asked once a device. */
export function createSwiftCheck(): (path: FilePath, dev: bigint) => Promise<boolean> {
  const known = new Map<bigint, Promise<boolean>>();
  return (path, dev) => {
    const before = known.get(dev);
    if (before !== undefined) return before;
    const asked = statfs(path.bytes).then(
      ({ type }) => isSwiftType(type),
      () => false,
    );
    known.set(dev, asked);
    return asked;
  };
}
