import { Buffer } from 'node:buffer';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultLimits } from '../../contract/settings.ts';
import { whyNoRealClamd } from '../support/real-clamd.ts';
import { healthy, scan, startEngine } from '../support/running-engine.ts';
import { nestedZip, storedZip } from '../support/stored-zip.ts';
import { tempDir } from '../support/temp-dir.ts';
import { waitFor } from '../support/wait-for.ts';

function file(content: Buffer): string {
  const path = join(tempDir(), 'file');
  writeFileSync(path, content);
  return path;
}

describe.skipIf(whyNoRealClamd() !== null)(`limits of our own clamd (${whyNoRealClamd() ?? 'clamd found'})`, () => {
  it('tells an archive over the set depth, and takes a new depth without losing the scan under way', async () => {
    const running = startEngine({ settings: { limits: { ...defaultLimits, archiveDepth: 4 } } });
    await healthy(running.engine);
    const deep = file(nestedZip(8));
    expect(await scan(running, deep)).toMatchObject({
      verdict: 'unscannable',
      reason: 'limits-exceeded',
      signature: 'Heuristics.Limits.Exceeded.MaxRecursion',
    });
    const { endpoint } = await running.engine.check();
    // Text that is normalised as script and as mail takes clamd many times longer than other bytes.
    const underWay = scan(
      running,
      file(Buffer.alloc(15 * 1024 * 1024, 'From: a\nContent-Type: text/html\n\n<script>x("y")</script>\n')),
    );
    running.set({ limits: { ...defaultLimits, archiveDepth: 20 } });
    expect(running.engine.acquire()).toBeNull();
    expect(running.engine.state()).toMatchObject({ status: 'starting', detail: expect.stringContaining('settings') });
    // The last word of the old one, by its old limits.
    expect(await underWay).toMatchObject({ verdict: 'unscannable', reason: 'limits-exceeded' });
    const after = await healthy(running.engine);
    expect(after.endpoint).toBe(endpoint);
    expect(await scan(running, deep)).toMatchObject({ verdict: 'clean' });
  });

  it('trusts nothing that the old one still says once a scan on it has failed', async () => {
    const running = startEngine();
    await healthy(running.engine);
    const [underWay, failing] = [running.engine.acquire(), running.engine.acquire()];
    running.set({ limits: { ...defaultLimits, archiveDepth: 20 } });
    expect(running.engine.acquire()).toBeNull();
    expect(underWay?.trusted()).toBe(true);
    if (failing !== null) running.engine.reportFailure(failing.endpoint, 'garbled');
    expect(underWay?.trusted()).toBe(false);
    for (const lease of [underWay, failing]) lease?.release();
    await healthy(running.engine);
  });

  it('tells an archive with more files than are allowed', async () => {
    const running = startEngine({ settings: { limits: { ...defaultLimits, archiveFiles: 100 } } });
    await healthy(running.engine);
    const members = Array.from({ length: 150 }, (_, index) => ({
      name: `${index}.txt`,
      content: Buffer.from(`text number ${index}`),
    }));
    expect(await scan(running, file(storedZip(members)))).toMatchObject({
      verdict: 'unscannable',
      signature: 'Heuristics.Limits.Exceeded.MaxFiles',
    });
  });

  it('tells a file that took longer than is allowed', async () => {
    const running = startEngine({ settings: { limits: { ...defaultLimits, scanSeconds: 1 } } });
    await healthy(running.engine);
    const slow = file(Buffer.alloc(60 * 1024 * 1024, 'From: a\nContent-Type: text/html\n\n<script>x("y")</script>\n'));
    expect(await scan(running, slow)).toMatchObject({ verdict: 'unscannable', reason: 'timed-out' });
  });

  it('tells when the disk has too little room for what may be under scan, and when it has enough again', async () => {
    const running = startEngine();
    await healthy(running.engine);
    running.set({ maxFileSizeMiB: 10 ** 9 });
    const { space } = await waitFor('the shortage', () => {
      const state = running.engine.state();
      return state.space !== null && state;
    });
    expect(space).toMatchObject({ path: join(running.dataDirectory, 'engine/tmp'), neededMiB: 4 * 10 ** 9 });
    expect(space?.freeMiB).toBeGreaterThan(0);
    running.set({ maxFileSizeMiB: 1 });
    expect(running.engine.state().space).toBeNull();
  });

  it('scans with little memory too, and is left alone by settings that do not concern it', async () => {
    const running = startEngine({ settings: { lowMemory: true } });
    await healthy(running.engine);
    running.set({ maxFileSizeMiB: 7 });
    expect(running.engine.state().status).toBe('healthy');
    expect(await scan(running, file(Buffer.from('harmless')))).toMatchObject({ verdict: 'clean' });
    running.set({ lowMemory: false });
    await waitFor('the change to be taken', () => running.engine.state().status === 'starting');
    await healthy(running.engine);
  });
});
