import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fragileProgram } from '../support/fragile-program.ts';
import { startRealClamd, whyNoRealClamd } from '../support/real-clamd.ts';
import { healthy, type RunningEngine, scan, startEngine } from '../support/running-engine.ts';
import { tempDir } from '../support/temp-dir.ts';
import { waitFor } from '../support/wait-for.ts';

/** An extended signature (ClamAV's manual, "Body-based signatures") that finds a text. */
const finds = (name: string, text: string): string => `${name}:0:*:${Buffer.from(text).toString('hex')}\n`;

function file(content: string): string {
  const path = join(tempDir(), 'file');
  writeFileSync(path, content);
  return path;
}

const own = ({ engine }: RunningEngine) => engine.state().ownSignatures;
const inUse = (running: RunningEngine) =>
  waitFor('the own signatures to be in use', () => own(running).inUse && own(running), { deadlineMs: 20_000 });
/** After a reload clamd is trusted again only once it has passed its check. */
const scanned = (running: RunningEngine, path: string) =>
  waitFor('a trusted engine', async () => (await scan(running, path)) ?? false);
const pidOf = ({ dataDirectory }: RunningEngine): number =>
  JSON.parse(readFileSync(join(dataDirectory, 'engine/clamd.json'), 'utf8')).pid;

describe.skipIf(whyNoRealClamd() !== null)(
  `signatures of the user's own (${whyNoRealClamd() ?? 'clamd found'})`,
  () => {
    it('are loaded file by file: a broken one is refused by name, and the engine runs with the others', async () => {
      const folder = tempDir();
      const write = (name: string, content: string): void => writeFileSync(join(folder, name), content);
      write('good.ndb', finds('Own.Good', 'forbidden words'));
      write(
        'two.yar',
        'rule one { strings: $a = "abcdefgh" condition: $a }\nrule two { strings: $a = "ijklmnop" condition: $a }',
      );
      write('broken.ndb', 'nonsense\n');
      write(
        'half.yara',
        'rule good { strings: $a = "x" condition: $a }\nrule bad { strings: $a = "abc" condition: $b }',
      );
      write('everything.ndb', finds('Own.Everything', 'is this file clean'));
      write('includes.yar', 'include "/etc/passwd"\nrule r { strings: $a = "abc" condition: $a }');
      write('allow.fp', '44d88612fea8a8f36de82e1278abb02f:68:Eicar\n');
      write('notes.txt', 'not signatures');
      write('open.ndb', finds('Own.Open', 'whatever'));
      chmodSync(join(folder, 'open.ndb'), 0o666);
      symlinkSync(join(folder, 'good.ndb'), join(folder, 'link.ndb'));
      const running = startEngine();
      running.useOwn(folder);
      await healthy(running.engine);
      const { files } = await inUse(running);
      const by = Object.fromEntries(files.map(({ name, ...rest }) => [name, rest]));
      expect(by['good.ndb']).toEqual({ status: 'accepted', count: 1, detail: '' });
      expect(by['two.yar']).toEqual({ status: 'accepted', count: 2, detail: '' });
      expect(by['broken.ndb']).toMatchObject({ status: 'refused', detail: 'Problem parsing database at line 1' });
      expect(by['half.yara']).toMatchObject({
        status: 'refused',
        detail: expect.stringContaining('undefined string "$b"'),
      });
      expect(by['half.yara']?.detail).not.toContain(running.dataDirectory);
      expect(by['everything.ndb']).toMatchObject({ status: 'refused', detail: expect.stringContaining('harmless') });
      expect(by['includes.yar']).toMatchObject({ status: 'refused', detail: expect.stringContaining('includes') });
      expect(by['allow.fp']).toMatchObject({ status: 'passed-over' });
      expect(by['notes.txt']).toMatchObject({ status: 'passed-over' });
      expect(by['open.ndb']).toMatchObject({ status: 'refused', detail: expect.stringContaining('chmod go-w') });
      expect(by['link.ndb']).toMatchObject({ status: 'refused', detail: 'It is a link.' });
      expect(await scanned(running, file('these are forbidden words'))).toMatchObject({
        verdict: 'infected',
        signature: 'Own.Good.UNOFFICIAL',
      });
      expect(await scanned(running, file('harmless'))).toMatchObject({ verdict: 'clean' });
    });

    it('are followed as they change, without another start of clamd and without a gap in what is found', async () => {
      const folder = tempDir();
      writeFileSync(join(folder, 'a.ndb'), finds('Own.A', 'first words'));
      const running = startEngine();
      running.useOwn(folder);
      await healthy(running.engine);
      await inUse(running);
      const pid = pidOf(running);
      writeFileSync(join(folder, 'b.ndb'), finds('Own.B', 'second words'));
      await running.engine.check();
      await inUse(running);
      expect(await scanned(running, file('second words'))).toMatchObject({ signature: 'Own.B.UNOFFICIAL' });

      writeFileSync(join(folder, 'b.ndb'), 'nonsense\n');
      await running.engine.check();
      await waitFor('the refusal', () => own(running).files.find(({ name }) => name === 'b.ndb')?.status === 'refused');
      await inUse(running);
      expect(await scanned(running, file('second words'))).toMatchObject({ verdict: 'clean' });
      expect(await scanned(running, file('first words'))).toMatchObject({ signature: 'Own.A.UNOFFICIAL' });
      expect(pidOf(running)).toBe(pid);

      running.useOwn(null);
      await waitFor(
        'a start without them',
        () => running.engine.state().status === 'healthy' && pidOf(running) !== pid,
      );
      expect(await scanned(running, file('first words'))).toMatchObject({ verdict: 'clean' });
      expect(own(running)).toEqual({ folder: null, inUse: true, isChecking: false, trouble: null, files: [] });
    });

    it('go on being used when their folder goes away or is opened to others, which is told', async () => {
      const folder = join(tempDir(), 'own');
      mkdirSync(folder);
      writeFileSync(join(folder, 'a.ndb'), finds('Own.A', 'first words'));
      const running = startEngine();
      running.useOwn(folder);
      await healthy(running.engine);
      await inUse(running);
      chmodSync(folder, 0o777);
      await running.engine.check();
      expect(own(running)).toMatchObject({ inUse: true, trouble: expect.stringContaining('chmod go-w') });
      rmSync(folder, { recursive: true });
      await running.engine.check();
      expect(own(running)).toMatchObject({ inUse: true, trouble: expect.stringContaining('ENOENT') });
      expect(await scanned(running, file('first words'))).toMatchObject({ signature: 'Own.A.UNOFFICIAL' });
    });

    it("are told as not in use while a system's clamd works that cannot be replaced", async () => {
      const clamd = await startRealClamd();
      onTestFinished(() => clamd.stop());
      const folder = tempDir();
      writeFileSync(join(folder, 'a.ndb'), finds('Own.A', 'first words'));
      const running = startEngine({ system: [clamd.unix] });
      running.useOwn(folder);
      await healthy(running.engine);
      await waitFor('the check', () => own(running).files.length === 1);
      expect(running.engine.state()).toMatchObject({ source: 'system', ownSignatures: { inUse: false } });
    });

    it("make Lazaret run its own clamd beside a system's one, once official signatures can be read, and follow these", async () => {
      const clamd = await startRealClamd();
      onTestFinished(() => clamd.stop());
      const [folder, databases] = [tempDir(), tempDir()];
      // What a real clamd would not load is enough for the stand-in.
      writeFileSync(join(databases, 'daily.cld'), 'official');
      writeFileSync(join(folder, 'a.ndb'), finds('Own.A', 'first words'));
      const running = startEngine({ system: [clamd.unix], databases: [databases], path: fragileProgram().path });
      expect((await healthy(running.engine)).source).toBe('system');
      running.useOwn(folder);
      await inUse(running);
      expect(running.engine.state().source).toBe('supervised');
      const home = join(running.dataDirectory, 'engine');
      const assembled = readdirSync(home).find((name) => name.startsWith('database-')) ?? '';
      const loaded = (): readonly string[] => readdirSync(join(home, assembled));
      expect(loaded()).toContain('daily.cld');
      expect(loaded().filter((name) => name.startsWith('own-'))).toHaveLength(1);
      writeFileSync(join(databases, 'main.cvd'), 'official');
      await running.engine.check();
      await waitFor('the new database', () => loaded().includes('main.cvd'));

      running.useOwn(null);
      await waitFor("the system's again", () => running.engine.state().source === 'system');
    });

    it('go on being used when the official signatures are taken off the machine', async () => {
      const [folder, databases] = [tempDir(), join(tempDir(), 'databases')];
      mkdirSync(databases);
      writeFileSync(join(databases, 'daily.cld'), 'official');
      writeFileSync(join(folder, 'a.ndb'), finds('Own.A', 'first words'));
      const running = startEngine({ databases: [databases], path: fragileProgram().path });
      running.useOwn(folder);
      await healthy(running.engine);
      await inUse(running);
      const pid = pidOf(running);
      rmSync(databases, { recursive: true });
      await running.engine.check();
      await waitFor(
        'a start without them',
        () => running.engine.state().status === 'healthy' && pidOf(running) !== pid,
      );
      await inUse(running);
      expect(running.engine.state().signatures.kind).toBe('starter');
    });
  },
);
