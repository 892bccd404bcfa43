import { expect, test } from 'vitest';
import type { Outcome, Step } from '../../../build/setup/steps.mjs';
import { optional, required, takeSteps } from '../../../build/setup/steps.mjs';
import { createMachine } from './machine.ts';

const day = 24 * 60 * 60 * 1000;

/** A step that is in place once it was installed with success. */
function step(name: string, outcome: Outcome, log: string[] = []): Step {
  let there = false;
  return {
    name,
    what: `the ${name}`,
    why: `${name} is needed`,
    ready: () => there,
    async install() {
      log.push(name);
      there = outcome.ok;
      return outcome;
    },
  };
}

test('set-up says what it installs and why, once, and is silent when all is in place', async () => {
  const { context, said } = createMachine();
  const needs = [required(step('engine', { ok: true }))];

  expect(await takeSteps(context, needs)).toMatchObject({ ok: true });
  expect(said).toEqual(['lazaret: the engine: engine is needed']);
  await takeSteps(context, needs);
  expect(said).toHaveLength(1);
});

test('set-up stops at the first thing it cannot do without', async () => {
  const { context, said } = createMachine();
  const log: string[] = [];
  const needs = [
    required(step('node', { ok: false, problem: 'No network.' }, log)),
    required(step('app', { ok: true }, log)),
  ];

  const result = await takeSteps(context, needs);

  expect(result.ok).toBe(false);
  expect(log).toEqual(['node']);
  expect(said.at(-1)).toBe('lazaret: No network.');
});

test('set-up goes on without what can be done without, and says what is missing', async () => {
  const { context } = createMachine();
  const log: string[] = [];
  const needs = [
    optional(step('tray', { ok: false, problem: 'No rights.' }, log)),
    required(step('app', { ok: true }, log)),
  ];

  const result = await takeSteps(context, needs);

  expect(result.ok).toBe(true);
  expect(result.missing.get('tray')).toBe('No rights.');
  expect(log).toEqual(['tray', 'app']);
});

test('what is not in place after its installation is missing, whatever the installer says', async () => {
  const { context } = createMachine();
  const hollow: Step = { ...step('engine', { ok: true }), ready: () => false };

  const result = await takeSteps(context, [optional(hollow)]);

  expect(result.missing.get('engine')).toContain('still not in place');
});

test('what failed today is not tried again until tomorrow, unless asked', async () => {
  const { context, passTime } = createMachine();
  const log: string[] = [];
  const needs = [optional(step('tray', { ok: false, problem: 'No network.\n  Try later.' }, log))];

  await takeSteps(context, needs);
  const second = await takeSteps(context, needs);
  expect(second.missing.get('tray')).toBe('No network.\n  Try later.');
  expect(log).toHaveLength(1);

  await takeSteps(context, needs, { retry: true });
  expect(log).toHaveLength(2);

  passTime(day + 1);
  await takeSteps(context, needs);
  expect(log).toHaveLength(3);
});

test('two set-ups of one checkout install one after the other, and only once', async () => {
  const { context, said } = createMachine();
  const log: string[] = [];
  const shared = step('packages', { ok: true }, log);

  await Promise.all([takeSteps(context, [required(shared)]), takeSteps(context, [required(shared)])]);

  expect(log).toEqual(['packages']);
  expect(said).toContain('lazaret: waiting for another set-up of this checkout to finish');
});
