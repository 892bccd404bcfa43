import { join } from 'node:path';

/**
 * Node's arguments for the command line: its own, and the program. V8 would let the room for new objects grow to 128 MiB in
 * a burst of files, and keep it.
 * @param {string} root
 * @returns {readonly string[]}
 */
export const cli = (root) => ['--max-semi-space-size=8', join(root, 'dist', 'main', 'cli.js')];
