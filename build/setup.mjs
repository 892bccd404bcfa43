import { bundlesStep } from './setup/bundles.mjs';
import { clamavStep, clamavTestStep } from './setup/clamav.mjs';
import { electronLibrariesStep, hasDisplay, sandboxStep } from './setup/display.mjs';
import { electronStep } from './setup/electron.mjs';
import { nodeStep } from './setup/node.mjs';
import { packagesStep } from './setup/packages.mjs';
import { optional, required, takeSteps } from './setup/steps.mjs';
import { createSystemInstaller } from './setup/system-packages.mjs';
import { chromiumStep, testDesktopStep } from './setup/test-desktop.mjs';

/** What a task needs beyond our own Node and the packages: nothing, the built app, or what is named. */
export const kits = /** @type {const} */ (['tools', 'app', 'engine', 'desktop', 'tests']);

/**
 * @typedef {typeof kits[number]} Kit
 *   `tools`: Node and packages. `app`: also the bundles, and the engine if it can be had. `engine`: the engine is a
 *   must. `desktop`: `app` and Electron, where there is a display. `tests`: everything, each part if it can be had.
 */

/**
 * @param {import('./setup/context.mjs').Context} context
 * @param {Kit} kit
 * @returns {import('./setup/steps.mjs').Need[]} in the order they are taken
 */
export function needsOf(context, kit) {
  const system = createSystemInstaller(context);
  const tools = [required(nodeStep(context)), required(packagesStep(context))];
  const bundles = required(bundlesStep(context));
  const clamav = clamavStep(context, system);
  const electron = [
    optional(electronStep(context)),
    optional(electronLibrariesStep(context, system)),
    optional(sandboxStep(context)),
  ];
  switch (kit) {
    case 'tools':
      return tools;
    case 'app':
      return [...tools, optional(clamav), bundles];
    case 'engine':
      return [...tools, required(clamav), optional(clamavTestStep(context, system)), bundles];
    case 'desktop':
      return [...tools, optional(clamav), ...(hasDisplay(context) ? electron : []), bundles];
    case 'tests':
      return [
        ...tools,
        optional(clamav),
        optional(clamavTestStep(context, system)),
        ...electron,
        optional(testDesktopStep(context, system)),
        optional(chromiumStep(context, system)),
        // A broken build must not hide which checks and tests fail: the layers that need it are skipped.
        optional(bundlesStep(context)),
      ];
  }
}

/**
 * Puts in place what a task needs. Quick and silent when it is.
 * @param {import('./setup/context.mjs').Context} context
 * @param {Kit} kit
 * @param {{ readonly retry?: boolean }} [options] `retry`: also what failed within the last day
 * @returns {Promise<import('./setup/steps.mjs').SetUpResult>}
 */
export function setUp(context, kit, options) {
  return takeSteps(context, needsOf(context, kit), options);
}
