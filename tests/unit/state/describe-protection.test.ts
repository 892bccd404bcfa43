import { describe, expect, test } from 'vitest';
import { describeProtection } from '../../../electron/state/describe-protection.ts';
import { allIsWell, engine, folder, own } from '../../support/protection-facts.ts';
import { badFacts } from '../../support/state-table.ts';

describe('what Lazaret says of itself', () => {
  test('is green when nothing speaks against it', () => {
    expect(describeProtection(allIsWell)).toEqual({
      level: 'protected',
      reasons: [],
      paused: false,
      pausedUntil: null,
    });
  });

  test('is green with own signatures that are all in use', () => {
    const files = [...own.files, { name: 'notes.txt', status: 'passed-over' as const, count: null, detail: '' }];
    const state = describeProtection({ ...allIsWell, engine: { ...engine, ownSignatures: { ...own, files } } });
    expect(state.level).toBe('protected');
  });

  test('is green and scanning while files are under way', () => {
    expect(describeProtection({ ...allIsWell, busy: 2 }).level).toBe('scanning');
  });

  test.each(badFacts)('is not green when $fact, says why, and has a button', ({ facts, level, code, remedy }) => {
    const state = describeProtection({ ...allIsWell, busy: 1, ...facts });
    expect(state.level).toBe(level);
    expect(state.reasons.map((reason) => [reason.code, reason.remedy])).toEqual([[code, remedy]]);
  });

  test('tells files that wait for an engine apart from those that are tried again', () => {
    const { reasons } = describeProtection({ ...allIsWell, waiting: 5, held: 2 });
    expect(reasons.map(({ code, params }) => [code, params])).toEqual([
      ['files-held', { count: 2 }],
      ['files-waiting', { count: 3 }],
    ]);
  });

  test('says of a folder that is partly watched and could not be compared both, with what went wrong', () => {
    const blind = [{ cause: 'permission' as const, count: 1, example: '/downloads/a', command: null }];
    const folders = [{ ...folder, health: 'not-compared' as const, detail: 'EIO', blind }];
    const params = { path: '/downloads', count: 1 };
    expect(describeProtection({ ...allIsWell, folders }).reasons).toEqual([
      { code: 'folder-not-compared', params: { ...params, detail: 'EIO' }, remedy: 'open-folders' },
      { code: 'folder-partial', params, remedy: 'open-folders' },
    ]);
  });

  test('names the worst first', () => {
    const state = describeProtection({
      ...allIsWell,
      engine: { ...engine, status: 'down', detail: 'no answer' },
      unresolved: 2,
      folders: [],
    });
    expect(state.level).toBe('engine-down');
    expect(state.reasons.map(({ code }) => code)).toEqual(['engine-down', 'no-folders', 'unresolved-findings']);
  });

  test('is not green while paused, and says until when and how many minutes that are', () => {
    const pausedUntil = new Date(allIsWell.now.getTime() + 11 * 60_000 + 1);
    expect(describeProtection({ ...allIsWell, paused: true, pausedUntil })).toEqual({
      level: 'attention',
      reasons: [{ code: 'paused', params: { until: pausedUntil.toISOString(), minutes: 12 }, remedy: 'resume' }],
      paused: true,
      pausedUntil: pausedUntil.toISOString(),
    });
  });
});
