import { statfs } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
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

/**
 * Something else may be mounted in the place, even under the same number: the system gives those of network shares and
 * FUSE anew. Then a call that never returns may be made for so long, in milliseconds, and only if it hangs from the start.
 */
export const swiftGoodForMs = 1_000;
const maxDevices = 64;

const typeOf = async (path: FilePath): Promise<number> => (await statfs(path.bytes)).type;

/**
 * Makes the way to ask whether a path lies on such a file system: answered at once where its device was asked within the last
 * second. One that does not tell, or has not yet, is taken for one that may wait.
 */
export function createSwiftCheck({
  monotonicMs = () => performance.now(),
  fileSystemType = typeOf,
}: {
  readonly monotonicMs?: () => number;
  readonly fileSystemType?: (path: FilePath) => Promise<number>;
} = {}): (path: FilePath, dev: bigint) => boolean | Promise<boolean> {
  const known = new Map<bigint, { readonly untilMs: number; readonly isSwift: boolean }>();
  const asking = new Map<bigint, Promise<boolean>>();

  const ask = async (path: FilePath, dev: bigint): Promise<boolean> => {
    const untilMs = monotonicMs() + swiftGoodForMs;
    const isSwift = await fileSystemType(path).then(isSwiftType, () => false);
    if (known.size >= maxDevices) known.clear();
    known.set(dev, { untilMs, isSwift });
    asking.delete(dev);
    return isSwift;
  };

  return (path, dev) => {
    const before = known.get(dev);
    if (before !== undefined && monotonicMs() < before.untilMs) return before.isSwift;
    const asked = asking.get(dev) ?? ask(path, dev);
    asking.set(dev, asked);
    return asked;
  };
}
