import { Buffer } from 'node:buffer';
import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type LazaretEvent, lazaretEventSchema } from '../../contract/events.ts';
import { formatEndpoint } from '../../electron/engine/endpoint.ts';
import { lazaret } from '../support/lazaret-cli.ts';
import { startRealClamd, whyNoRealClamd } from '../support/real-clamd.ts';
import { nestedZip, storedZip } from '../support/stored-zip.ts';
import { tempDir } from '../support/temp-dir.ts';

const mebibyte = 1024 * 1024;

/** What `lazaret scan` says of files that nobody can look into wholly, with this limit of its own. */
async function verdictsOf(files: Readonly<Record<string, Buffer | number>>, maxFileSizeMiB: number) {
  const root = tempDir();
  const [data, directory] = [join(root, 'data'), join(root, 'files')];
  mkdirSync(data);
  mkdirSync(directory);
  const engine = { maxFileSizeMiB, signatures: { automatic: false } };
  writeFileSync(join(data, 'settings.json'), JSON.stringify({ engine }));
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    if (typeof content === 'number') writeSparse(path, content);
    else writeFileSync(path, content);
  }
  const { code, stdout } = await lazaret(data, ['scan', directory, '--json']);
  const events: readonly LazaretEvent[] = stdout
    .trim()
    .split('\n')
    .map((line) => lazaretEventSchema.parse(JSON.parse(line)));
  const said = events.flatMap((event) =>
    event.type === 'verdict' ? [[event.path.slice(directory.length + 1), `${event.verdict}: ${event.reason}`]] : [],
  );
  return { code, verdicts: Object.fromEntries(said) };
}

function writeSparse(path: string, sizeBytes: number): void {
  const descriptor = openSync(path, 'w');
  ftruncateSync(descriptor, sizeBytes);
  closeSync(descriptor);
}

const archives = (): Readonly<Record<string, Buffer>> => ({
  '18-deep.zip': nestedZip(18),
  'many.zip': storedZip(
    Array.from({ length: 10_001 }, (_, index) => ({ name: `${index}`, content: Buffer.from(`member ${index}`) })),
  ),
  'locked.zip': storedZip([{ name: 'secret', content: Buffer.alloc(64, 'x'), locked: true }]),
});

/** A thousand times larger than it looks. */
const bomb = (sizeMiB: number): Buffer =>
  storedZip([{ name: 'zeros', content: Buffer.alloc(sizeMiB * mebibyte), deflated: true }]);

/** A clamd of our own stops at 2047 MiB, which takes a minute to show. */
const wantsWholeBomb = process.env.LAZARET_WHOLE_BOMB !== undefined;

/** What both say of the archives. */
const ofArchives = {
  '18-deep.zip': 'unscannable: limits-exceeded',
  'many.zip': 'unscannable: limits-exceeded',
  'locked.zip': 'unscannable: encrypted',
};

describe.skipIf(whyNoRealClamd() !== null)('what no engine looks into wholly', () => {
  it('is unscannable, each with its reason, with a clamd of our own', async () => {
    const files = { ...archives(), '120-mb': 120 * mebibyte, '99-mb': 99 * mebibyte };
    expect(await verdictsOf(wantsWholeBomb ? { ...files, 'bomb.zip': bomb(2100) } : files, 100)).toEqual({
      code: 3,
      verdicts: {
        ...ofArchives,
        '120-mb': 'unscannable: too-large',
        '99-mb': 'clean: null',
        ...(wantsWholeBomb ? { 'bomb.zip': 'unscannable: limits-exceeded' } : {}),
      },
    });
  }, 120_000);

  it("is unscannable too where it is the system's clamd that has the limit", async () => {
    // Debian's 100 MB for a stream and for a file, and no more for a scan: with more, it would cut a packed file and call it clean.
    const clamd = await startRealClamd({ config: ['MaxFileSize 100M', 'MaxScanSize 100M'] });
    onTestFinished(() => clamd.stop());
    vi.stubEnv('LAZARET_CLAMD', formatEndpoint(clamd.unix));
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await verdictsOf({ ...archives(), '120-mb': 120 * mebibyte, 'bomb.zip': bomb(120) }, 512)).toEqual({
      code: 3,
      verdicts: { ...ofArchives, '120-mb': 'unscannable: too-large', 'bomb.zip': 'unscannable: limits-exceeded' },
    });
  }, 120_000);
});
