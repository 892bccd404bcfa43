import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from './temp-dir.ts';

/** A directory for the PATH with a stand-in for the clamd program that dies of poison, and how often it was started. */
export function fragileProgram(): { readonly path: string; readonly starts: () => number } {
  const path = tempDir();
  const starts = join(path, 'starts');
  const script = join(import.meta.dirname, '../integration/fragile-clamd.ts');
  const note = `case "$1" in --config*) echo started >> "${starts}";; esac`;
  writeFileSync(join(path, 'clamd'), `#!/bin/sh\n${note}\nexec "${process.execPath}" "${script}" "$@"\n`);
  chmodSync(join(path, 'clamd'), 0o755);
  return { path, starts: () => (existsSync(starts) ? readFileSync(starts, 'utf8').split('started').length - 1 : 0) };
}
