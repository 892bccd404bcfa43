import { performance } from 'node:perf_hooks';
import type { FileIdentity } from '../files/file-identity.ts';
import type { FilePath } from '../files/file-path.ts';
import { createSwiftCheck } from '../files/swift-file-systems.ts';
import { type Look, lookAtOnce, lookAtPath } from './look-at-path.ts';
import { createPatience } from './patience.ts';

/** A look that took longer had to wait for the disk. Milliseconds. */
const longestWaitMs = 2;
/** So many looks are then patient before it is tried again, and more where that does not help. */
const patientLooks = 256;

/**
 * Makes the way to look at a path, and at one that was a file before (`known`) once more: that is answered at once where the
 * file system always answers, since a look by Node's pool of threads costs many times what the system's call does. Anything
 * else may be where something is mounted that never answers.
 */
export function createRepeatLook(): (path: FilePath, known: FileIdentity | null) => Look | Promise<Look> {
  const isSwift = createSwiftCheck();
  const patience = createPatience(patientLooks);

  return (path, known) => {
    if (known === null) return lookAtPath(path);
    const swift = isSwift(path, known.dev);
    if (swift instanceof Promise) return swift.then(() => lookAtPath(path));
    if (!swift || patience.isNeeded()) return lookAtPath(path);
    const begunMs = performance.now();
    const look = lookAtOnce(path);
    const tookMs = performance.now() - begunMs;
    if (tookMs > longestWaitMs) patience.wasSlow(tookMs);
    return look;
  };
}
