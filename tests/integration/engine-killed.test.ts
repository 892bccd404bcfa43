import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eicar } from '../support/eicar.ts';
import { lazaret, setUpWatched, startLazaret } from '../support/lazaret-cli.ts';
import { whyNoRealClamd } from '../support/real-clamd.ts';
import { storedZip } from '../support/stored-zip.ts';
import { waitFor } from '../support/wait-for.ts';

/** How long a scan is to take about, on a machine that takes a tenth of a second for a megabyte of scripts. */
const scanSeconds = Number(process.env.LAZARET_LONG_SCAN_SECONDS ?? 4);

const signals = ['SIGKILL', 'SIGSEGV', 'SIGTERM', 'SIGSTOP'] as const;

/** Scripts that clamd looks at for long, each different so that it remembers none, and at last a virus. */
function longScan(): Buffer {
  const scripts = Array.from({ length: scanSeconds * 2 }, (_, index) => ({
    name: `${index}.html`,
    content: Buffer.alloc(5 * 1024 * 1024, `<html><script>x("${index}")</script><a href="http://a.b/c">d</a>\n`),
  }));
  return storedZip([...scripts, { name: 'eicar', content: eicar() }]);
}

async function killDuringScan(signal: NodeJS.Signals, content: Buffer) {
  const { data, watched } = await setUpWatched();
  const running = startLazaret(data);
  await running.next('ready');
  const path = join(watched, 'long.zip');
  writeFileSync(path, content);
  const isScanning = async (): Promise<boolean> => {
    const { stdout } = await lazaret(data, ['status', '--json']);
    return JSON.parse(stdout).queue.scanning.some((scan: { path: string }) => scan.path === path);
  };
  await waitFor('the scan', isScanning, { deadlineMs: 30_000 });
  const pid = (): number => JSON.parse(readFileSync(join(data, 'engine/clamd.json'), 'utf8')).pid;
  const first = pid();
  process.kill(first, signal);
  const killedAt = performance.now();
  const isBack = async (): Promise<boolean> => {
    if (pid() === first) return false;
    const { stdout } = await lazaret(data, ['status', '--json']);
    return JSON.parse(stdout).engine.status === 'healthy';
  };
  await waitFor('the engine to be back', isBack, { deadlineMs: 60_000, everyMs: 250 });
  const healthyAfterMs = performance.now() - killedAt;
  await running.next('verdict', (event) => event.path === path && event.verdict === 'infected', 120_000);
  const history = JSON.parse((await lazaret(data, ['history', '--json'])).stdout);
  const said = running.events.flatMap((event) => (event.type === 'verdict' && event.path === path ? [event] : []));
  return {
    healthyAfterMs,
    clean: [...said, ...history.records].filter((one) => one.verdict === 'clean').length,
    last: said.at(-1)?.verdict,
    scanMs: said.at(-1)?.durationMs ?? 0,
  };
}

describe.skipIf(whyNoRealClamd() !== null)(`a clamd of our own (${whyNoRealClamd() ?? 'clamd found'})`, () => {
  it('that is killed or frozen in a long scan calls nothing clean, is back within 30 s, and finds the virus', async () => {
    const content = longScan();
    const ends = await Promise.all(signals.map((signal) => killDuringScan(signal, content)));
    const told = signals.map((signal, index) => {
      const { healthyAfterMs = 0, scanMs = 0 } = ends[index] ?? {};
      return `${signal}: healthy after ${healthyAfterMs.toFixed(0)} ms, the scan then took ${scanMs.toFixed(0)} ms`;
    });
    console.log(told.join('\n'));
    for (const end of ends) {
      expect(end, told.join()).toMatchObject({ clean: 0, last: 'infected' });
      expect(end.healthyAfterMs, told.join()).toBeLessThan(30_000);
    }
  }, 300_000);
});
