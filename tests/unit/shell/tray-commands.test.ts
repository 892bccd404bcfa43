import { describe, expect, test } from 'vitest';
import { ok } from '../../../contract/result.ts';
import type { Remedy } from '../../../contract/state.ts';
import { createTrayCommands } from '../../../electron/shell/tray-commands.ts';
import { engine } from '../../support/protection-facts.ts';

/** What came of a command: where the window went, and what was asked. */
function run(command: Parameters<ReturnType<typeof createTrayCommands>>[0]): readonly unknown[] {
  const done: unknown[] = [];
  const heard =
    <T>(name: string, value: T) =>
    async (input: unknown) => {
      done.push([name, input]);
      return ok(value);
    };
  createTrayCommands({
    handlers: {
      'protection.pause': heard('protection.pause', null),
      'protection.resume': heard('protection.resume', null),
      'scan.now': heard('scan.now', { joined: false }),
      'fullScan.resume': heard('fullScan.resume', null),
      'fullScan.cancel': heard('fullScan.cancel', null),
      'scan.pick': heard('scan.pick', null),
      'folders.pick': heard('folders.pick', null),
      'engine.check': heard('engine.check', engine),
      'notices.dismiss': heard('notices.dismiss', null),
    },
    show: (navigation) => done.push(['show', navigation]),
    quit: () => done.push(['quit']),
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  })(command);
  return done;
}

/** A request, or the way to where the user decides; where both, the window shows what comes of the request. */
const mending: Readonly<Record<Exclude<Remedy, 'dismiss-notice'>, readonly unknown[]>> = {
  'check-engine': [
    ['show', { view: 'engine' }],
    ['engine.check', {}],
  ],
  'add-folder': [
    ['show', { view: 'folders' }],
    ['folders.pick', {}],
  ],
  'open-engine': [['show', { view: 'engine' }]],
  'open-folders': [['show', { view: 'folders' }]],
  'open-activity': [['show', { view: 'activity', unresolved: true }]],
  'open-quarantine': [['show', { view: 'quarantine' }]],
  'open-reputation': [['show', { view: 'settings', section: 'reputation' }]],
  resume: [['protection.resume', {}]],
  'resume-scan': [['fullScan.resume', {}]],
};

describe('the button of a reason in the tray', () => {
  test.each(Object.entries(mending))('%s does what the window’s does', (remedy, done) => {
    expect(run(remedy as keyof typeof mending)).toEqual(done);
  });

  test('dismisses the very notice it was about', () => {
    expect(run({ dismissNotice: 'settings-broken-1' })).toEqual([['notices.dismiss', { id: 'settings-broken-1' }]]);
  });

  test('opens the very item that was locked away', () => {
    expect(run({ quarantineId: 'q7' })).toEqual([['show', { view: 'quarantine', quarantineId: 'q7' }]]);
  });

  test('opens the overview, which lists the others', () => {
    expect(run('overview')).toEqual([['show', { view: 'overview' }]]);
  });
});
