// `npm run demo`: the whole story in a folder that is thrown away. Ends with 0 only when every part of it came true.
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLazaret } from './lazaret.mjs';
import { zip } from './zip.mjs';

const engineDeadlineMs = 40_000;
const verdictDeadlineMs = 15_000;

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const place = mkdtempSync(join(tmpdir(), 'lazaret-demo-'));
const downloads = join(place, 'downloads');
const dataDirectory = join(place, 'data');

/**
 * The EICAR test file's 68 bytes, harmless and found by every engine (eicar.org). Put together here, so that no scanner
 * takes this checkout away.
 */
const eicar = Buffer.from(['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!$H+H*'].join(''));

let wrong = 0;

/** @param {string} line */
const tell = (line) => void process.stdout.write(`${line}\n`);

/**
 * @param {boolean} isTrue
 * @param {string} claim
 * @param {string} [found] what there is instead
 */
function check(isTrue, claim, found = '') {
  if (!isTrue) wrong += 1;
  tell(isTrue ? `   ✓ ${claim}` : `   ✗ NOT TRUE: ${claim}${found === '' ? '' : ` (but: ${found})`}`);
}

/**
 * Lets a file land as a browser does: written under another name, then renamed.
 * @param {string} name
 * @param {Buffer} content
 * @returns {string} its path
 */
function land(name, content) {
  const path = join(downloads, name);
  writeFileSync(`${path}.part`, content);
  renameSync(`${path}.part`, path);
  return path;
}

/**
 * @param {import('./lazaret.mjs').Running} running
 * @param {string} path
 */
const verdictOf = (running, path) =>
  running.event(
    `a verdict on ${path}`,
    (event) => event.type === 'verdict' && event.path === path && event.verdict !== 'failed',
    verdictDeadlineMs,
  );

/**
 * @param {import('./lazaret.mjs').Running} running
 * @param {string} name
 * @param {Buffer} content
 */
async function expectQuarantined(running, name, content) {
  const path = land(name, content);
  const { verdict, signature } = await verdictOf(running, path);
  check(verdict === 'infected', `${name} is infected: ${signature}`, String(verdict));
  if (verdict !== 'infected') return { path, id: '' };
  const { id } = await running.event(
    `${name} to be quarantined`,
    (event) => event.type === 'quarantined' && event.path === path,
    verdictDeadlineMs,
  );
  check(!existsSync(path), 'it was locked away: the folder no longer holds it');
  return { path, id: String(id) };
}

/**
 * @param {string} directory
 * @returns {boolean} whether the test virus can be read anywhere in it
 */
function holdsEicar(directory) {
  return readdirSync(directory, { withFileTypes: true }).some((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return holdsEicar(path);
    return entry.isFile() && readFileSync(path).includes(eicar);
  });
}

/** @param {import('./lazaret.mjs').Lazaret} lazaret */
async function story(lazaret) {
  tell(`Lazaret's demo, in ${place}, which is removed at the end.\n`);
  mkdirSync(downloads);
  // The demo is about the starter signatures: it downloads nothing.
  mkdirSync(dataDirectory);
  const settings = { engine: { signatures: { automatic: false } } };
  writeFileSync(join(dataDirectory, 'settings.json'), JSON.stringify(settings));
  await lazaret.ask('add', downloads);
  const running = lazaret.start();
  try {
    tell('1. Lazaret watches the downloads folder, and an engine is up.');
    await running.event('Lazaret to be ready', ({ type }) => type === 'ready', engineDeadlineMs);
    const engine = await running.event(
      'a healthy engine',
      ({ type, state }) => type === 'engine' && state === 'healthy',
      engineDeadlineMs,
    );
    check(true, `ready: ${engine.detail}`);

    tell('2. A clean file lands.');
    const letter = land('letter.txt', Buffer.from('Dear reader, nothing is wrong with this file.\n'));
    const clean = await verdictOf(running, letter);
    check(clean.verdict === 'clean' && existsSync(letter), 'letter.txt is clean, and stays', String(clean.verdict));

    tell('3. The EICAR test virus lands.');
    const infected = await expectQuarantined(running, 'invoice.com', eicar);

    tell('4. It lands again, inside a zip.');
    await expectQuarantined(running, 'photos.zip', zip('photo.com', eicar));

    tell('5. It lands in an encrypted zip, which no engine can look into.');
    const secret = land('secret.zip', zip('secret.com', eicar, { password: 'infected', salt: randomBytes(11) }));
    const { verdict, reason } = await verdictOf(running, secret);
    check(
      verdict === 'unscannable' && reason === 'encrypted' && existsSync(secret),
      'secret.zip is unscannable because it is encrypted: shown, never called clean, left in place',
      `${verdict}, ${reason}`,
    );

    tell('6. What is in quarantine cannot be read there.');
    const items = await lazaret.ask('quarantine', 'list');
    check(Array.isArray(items) && items.length === 2, 'quarantine holds the two infected files', JSON.stringify(items));
    check(!holdsEicar(dataDirectory), "the virus's text is nowhere under the data directory");

    tell('7. You restore the first one: it was only a test.');
    const before = running.events().length;
    await lazaret.ask('quarantine', 'restore', infected.id);
    check(readFileSync(infected.path).equals(eicar), 'it is back in its place, byte for byte');
    // A later arrival with a verdict shows that the watcher has been at work since the restore.
    await verdictOf(running, land('after.txt', Buffer.from('A file after the restore.\n')));
    await verdictOf(running, land('later.txt', Buffer.from('And one more.\n')));
    const taken = running
      .events()
      .slice(before)
      .some(({ type, path }) => type === 'quarantined' && path === infected.path);
    check(!taken && existsSync(infected.path), 'the watcher leaves the restored file alone');

    tell('8. Lazaret stops.');
  } finally {
    const code = await running.stop();
    check(code === 0 && running.events().at(-1)?.type === 'stopped', 'it stopped in order', `exit code ${code}`);
  }
}

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => interrupt.abort());

try {
  await story(createLazaret(join(root, 'dist', 'main', 'cli.js'), dataDirectory, interrupt.signal));
} catch (error) {
  check(false, 'the story came to its end', error instanceof Error ? error.message : String(error));
} finally {
  rmSync(place, { recursive: true, force: true });
}
tell(wrong === 0 ? '\nAll of it came true.' : `\n${wrong} of it did not come true.`);
process.exitCode = wrong === 0 ? 0 : 1;
