import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { readStamp, removeStamp, writeStamp } from './stamp.mjs';

/**
 * @typedef {{ readonly ok: true, readonly note?: string } | { readonly ok: false, readonly problem: string }} Outcome
 *   `note` and `problem` are lines for the person at the terminal; a problem says what to do about it
 */

/**
 * One thing a task needs.
 * @typedef {object} Step
 * @property {string} name short, also the name of its stamp: `clamav`
 * @property {string} what as in "Installing <what>"
 * @property {string} why as in "<what>: <why>"
 * @property {() => boolean | Promise<boolean>} ready whether it is in place; cheap, it runs every time
 * @property {() => Promise<Outcome>} install
 */

/**
 * @typedef {object} Need
 * @property {Step} step
 * @property {boolean} required whether the task cannot go on without it
 */

/**
 * @param {Step} step
 * @returns {Need}
 */
export const required = (step) => ({ step, required: true });

/**
 * @param {Step} step
 * @returns {Need}
 */
export const optional = (step) => ({ step, required: false });

/** After a failure an optional step rests this long, so that starting stays quick on a machine without network. */
const restMs = 24 * 60 * 60 * 1000;
const otherSetUpDeadlineMs = 30 * 60 * 1000;

/**
 * @typedef {object} SetUpResult
 * @property {boolean} ok false when something required is missing; the steps after it were not taken
 * @property {ReadonlyMap<string, string>} missing step name to problem
 */

/**
 * Takes the steps in order, each only when it is not in place.
 * @param {import('./context.mjs').Context} context
 * @param {readonly Need[]} needs
 * @param {{ readonly retry?: boolean }} [options] `retry`: also try again what failed within the last day
 * @returns {Promise<SetUpResult>}
 */
export async function takeSteps(context, needs, { retry = false } = {}) {
  /** @type {Map<string, string>} */
  const missing = new Map();
  for (const { step, required: isRequired } of needs) {
    if (await step.ready()) continue;
    const stamp = join(context.cache, 'failed', step.name);
    const earlier = retry || isRequired ? null : recentFailure(stamp, context.now());
    const problem = earlier ?? (await installLocked(context, step, stamp));
    if (problem === null) continue;
    missing.set(step.name, problem);
    if (!context.quiet || isRequired) context.say(`lazaret: ${problem}`);
    if (isRequired) return { ok: false, missing };
  }
  return { ok: true, missing };
}

/**
 * @param {import('./context.mjs').Context} context
 * @param {Step} step
 * @param {string} stamp
 * @returns {Promise<string | null>} the problem, null when all is well
 */
function installLocked(context, step, stamp) {
  const lock = join(context.cache, 'set-up.lock');
  const onWait = () => context.say('lazaret: waiting for another set-up of this checkout to finish');
  return withLock(lock, { deadlineMs: otherSetUpDeadlineMs, onWait }, async () => {
    if (await step.ready()) return null;
    context.say(`lazaret: ${step.what}: ${step.why}`);
    const installed = await step.install();
    // A package manager may be content with a package whose program is not there.
    /** @type {Outcome} */
    const outcome =
      installed.ok && !(await step.ready())
        ? { ok: false, problem: `${step.what}: still not in place after it was installed.` }
        : installed;
    if (outcome.ok) {
      removeStamp(stamp);
      if (outcome.note !== undefined) context.say(`lazaret: ${outcome.note}`);
      return null;
    }
    writeStamp(stamp, `${context.now()}\n${outcome.problem}`);
    return outcome.problem;
  });
}

/**
 * @param {string} stamp
 * @param {number} now
 * @returns {string | null}
 */
function recentFailure(stamp, now) {
  const [at = '', ...problem] = (readStamp(stamp) ?? '').split('\n');
  const age = now - Number(at);
  return at !== '' && age >= 0 && age < restMs ? problem.join('\n') : null;
}
