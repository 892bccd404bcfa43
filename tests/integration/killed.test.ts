import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'libsql';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { eicar } from '../support/eicar.ts';
import { setUpWatched, startLazaret } from '../support/lazaret-cli.ts';
import { clamdOf, isAlive } from '../support/processes.ts';
import { whyNoRealClamd } from '../support/real-clamd.ts';
import { waitFor } from '../support/wait-for.ts';

/** The promise is 50 kills over 5,000 files: `LAZARET_KILLS=50 LAZARET_KILL_FILES=5000`. */
const kills = Number(process.env.LAZARET_KILLS ?? 4);
const files = Number(process.env.LAZARET_KILL_FILES ?? 400);
const infectedEvery = 100;
/** A process is killed at a random moment of so long after its start: before it is ready, and in the midst of work. */
const longestLifeMs = 2_500;

const rowSchema = z.object({ path: z.string(), verdict: z.string(), latest: z.number(), version: z.string() });

/** Every row of the ledger, with what tells the version of the file apart. */
function rowsOf(data: string): readonly z.infer<typeof rowSchema>[] {
  const database = new Database(join(data, 'ledger.sqlite'), { readonly: true });
  try {
    const rows = database
      .prepare(
        `SELECT shown_path AS path, verdict, latest,
           coalesce(dev || ' ' || ino || ' ' || mtime_ns || ' ' || ctime_ns, '') AS version FROM verdicts`,
      )
      .all();
    return z.array(rowSchema).parse(rows);
  } finally {
    database.close();
  }
}

describe.skipIf(whyNoRealClamd() !== null)('killed again and again while files arrive', () => {
  test(`each file has exactly one final verdict for its version (${kills} kills, ${files} files)`, async () => {
    const { root, data, watched } = await setUpWatched();
    const expected = new Map<string, string>();
    let written = 0;
    /** Lets one file arrive: every second one by rename, the others written in place, some in new folders. */
    const write = (): void => {
      const index = written++;
      const directory = index % 7 === 0 ? join(watched, `d${index % 50}`) : watched;
      mkdirSync(directory, { recursive: true });
      const path = join(directory, `file-${index}`);
      const isInfected = index % infectedEvery === 0;
      const content = isInfected ? eicar() : `harmless ${index}`;
      if (index % 2 === 0) {
        writeFileSync(join(root, 'arriving'), content);
        renameSync(join(root, 'arriving'), path);
      } else writeFileSync(path, content);
      expected.set(path, isInfected ? 'infected' : 'clean');
    };

    const clamds: number[] = [];
    const perLife = Math.ceil(files / (kills + 1));
    const writeShare = async (lifeMs: number): Promise<void> => {
      const steps = 20;
      const target = Math.min(files, written + perLife);
      for (let step = 1; step <= steps; step += 1) {
        for (const until = target - Math.floor((perLife * (steps - step)) / steps); written < until; ) write();
        await delay(lifeMs / steps);
      }
    };
    for (let kill = 0; kill < kills; kill += 1) {
      const running = startLazaret(data);
      await writeShare(Math.random() * longestLifeMs);
      clamds.push(...clamdOf(running.process.pid));
      await running.stop('SIGKILL');
    }

    const last = startLazaret(data);
    await writeShare(longestLifeMs);
    while (written < files) write();
    await last.next('ready');
    /** What has no final verdict. An infected file that is gone from its place is no longer the latest word on that path. */
    const open = (): string[] => {
      const rows = rowsOf(data);
      const latest = new Map(rows.flatMap((row) => (row.latest === 1 ? [[row.path, row.verdict]] : [])));
      const taken = new Set(
        rows.flatMap(({ path, verdict }) => (verdict === 'infected' && !existsSync(path) ? [path] : [])),
      );
      return [...expected].flatMap(([path, verdict]) =>
        latest.get(path) === verdict || (verdict === 'infected' && taken.has(path)) ? [] : [path],
      );
    };
    await waitFor('every file to have its verdict', () => open().length === 0, {
      deadlineMs: files * 20 + 20_000,
      everyMs: 500,
    }).catch((error: unknown) => {
      throw new Error(`${open().length} files have none, such as ${open().slice(0, 3).join(', ')}`, { cause: error });
    });
    clamds.push(...clamdOf(last.process.pid));
    expect(await last.stop()).toBe(0);

    const rows = rowsOf(data).filter(({ verdict }) => verdict !== 'failed');
    const perVersion = new Map<string, number>();
    for (const { path, version } of rows) {
      perVersion.set(`${path} ${version}`, (perVersion.get(`${path} ${version}`) ?? 0) + 1);
    }
    const twice = [...perVersion].filter(([, count]) => count > 1);
    const missing = open();
    console.log(`${kills} kills, ${expected.size} files: ${missing.length} missing, ${twice.length} with two verdicts`);
    expect(missing).toEqual([]);
    expect(twice).toEqual([]);
    for (const pid of clamds) expect(isAlive(pid), `clamd ${pid} is left`).toBe(false);
  }, 900_000);
});
