import { performance } from 'node:perf_hooks';
import type { FileIdentity } from '../files/file-identity.ts';
import type { FilePath } from '../files/file-path.ts';
import { createSwiftCheck } from '../files/swift-file-systems.ts';
import { type Look, lookAtOnce, lookAtPath } from './look-at-path.ts';

/** A look that took longer had to wait for the disk. Milliseconds. */
const longestWaitMs = 2;
/** So many looks are then patient before it is tried again. */
const patientLooks = 256;

/**
 * Makes the way to look at a path, and at one that was a file before (`known`) once more: that is answered at once where the
 * file system always answers, since a look by Node's pool of threads costs many times what the system's call does. Anything
 * else may be where something is mounted that never answers.
 */
export function createRepeatLook(): (path: FilePath, known: FileIdentity | null) => Look | Promise<Look> {
  const isSwift = createSwiftCheck();
  const swiftDevices = new Set<bigint>();
  let patientLeft = 0;

  return (path, known) => {
    if (known === null) return lookAtPath(path);
    if (patientLeft > 0) {
      patientLeft -= 1;
      return lookAtPath(path);
    }
    if (!swiftDevices.has(known.dev)) {
      return isSwift(path, known.dev).then((swift) => {
        if (swift) swiftDevices.add(known.dev);
        return lookAtPath(path);
      });
    }
    const begunMs = performance.now();
    const look = lookAtOnce(path);
    if (performance.now() - begunMs > longestWaitMs) patientLeft = patientLooks;
    return look;
  };
}
