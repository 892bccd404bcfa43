import { describe, expect, test } from 'vitest';
import { type AppState, noticeSchema, reasonCodeSchema, remedySchema } from '../../../contract/state.ts';
import { createTranslate } from '../../../electron/base/translate.ts';
import { describeStatus } from '../../../electron/cli/status.ts';
import { trayModel } from '../../../electron/shell/tray-model.ts';
import { describeProtection } from '../../../electron/state/describe-protection.ts';
import { appState } from '../../renderer/fixtures.ts';
import { allIsWell } from '../../support/protection-facts.ts';
import { badFacts, levels, remedies, stateTable } from '../../support/state-table.ts';

const t = createTranslate();

/** The state of an app of which only this is to be said. */
function stateOf(changes: (typeof badFacts)[number]['facts']): AppState {
  const facts = { ...allIsWell, ...changes };
  const { engine, folders, notices } = facts;
  const protection = describeProtection(facts);
  return appState({ protection, engine, folders: [...folders], notices: [...notices] });
}

test('the table has a line for every reason, every remedy and every notice there is', () => {
  expect(Object.keys(stateTable).sort()).toEqual([...reasonCodeSchema.options].sort());
  expect(new Set(badFacts.map(({ remedy }) => remedy))).toEqual(new Set(remedySchema.options));
  const notices = badFacts.flatMap(({ facts }) => facts.notices ?? []).map(({ code }) => code);
  expect(new Set(notices)).toEqual(new Set(noticeSchema.shape.code.options));
});

describe.each(badFacts)('when $fact', ({ facts, level, sentence, detail, remedy, command }) => {
  const state = stateOf(facts);

  test('the tray has the colour, the sentence and the button', () => {
    const { icon, tooltip, menu } = trayModel(state, t);
    expect(icon).toBe(level);
    expect(menu.heading).toMatch(remedy === 'resume' ? new RegExp(sentence.source.replace(/\$$/, '')) : sentence);
    expect(tooltip).toBe(`Lazaret: ${menu.heading}`);
    const buttons = menu.groups.flat().filter(({ label }) => label === remedies[remedy].button);
    const wanted = remedy === 'dismiss-notice' ? { dismissNotice: 'n' } : remedy;
    expect(buttons).toEqual([{ command: wanted, label: remedies[remedy].button, enabled: true }]);
  });

  test('the CLI has the level, the sentence, what it means and what to type', () => {
    const [first, second = '', ...others] = describeStatus(state, { running: true, now: new Date() }, t);
    expect(first).toBe(levels[level].word);
    expect(second.slice(0, 2)).toBe('  ');
    expect(second.slice(2)).toMatch(sentence);
    const reason = others.slice(0, others.indexOf(''));
    expect(reason.join('\n')).toContain(detail);
    expect(reason.at(-1)).toBe(`    → ${command}`);
  });
});

describe('when several things are wrong', () => {
  const state = stateOf({
    engine: { ...allIsWell.engine, status: 'down', detail: 'refused' },
    folders: [],
    unresolved: 2,
  });

  test('the tray says the worst and how many more the window lists', () => {
    const { menu } = trayModel(state, t);
    expect(menu.heading).toBe('The scan engine does not answer.');
    expect(menu.groups[0]).toEqual([
      { command: 'check-engine', label: 'Check now', enabled: true },
      { command: 'overview', label: '2 more things need attention', enabled: true },
    ]);
  });

  test('the CLI tells each, worst first, with what to type', () => {
    const lines = describeStatus(state, { running: true, now: new Date() }, t);
    expect(lines.slice(0, lines.indexOf('')).filter((line) => /^ {2}\S|→/.test(line))).toEqual([
      '  The scan engine does not answer.',
      '    → lazaret doctor',
      '  No folder is watched yet.',
      '    → lazaret add DIR',
      '  2 findings wait for your decision.',
      '    → lazaret history --unresolved',
    ]);
  });
});

test.each([
  ['protected', 0],
  ['scanning', 3],
] as const)('when nothing is wrong, tray and CLI say so: %s', (level, busy) => {
  const protection = describeProtection({ ...allIsWell, busy });
  const state = appState({ protection });
  const sentence = level === 'scanning' ? /^Your folders are protected\. Files are/ : /^Your folders are protected\.$/;
  const { icon, tooltip, menu } = trayModel(state, t);
  expect(icon).toBe(level);
  expect(tooltip.replace('Lazaret: ', '')).toMatch(sentence);
  expect(menu.groups[0]).toEqual([{ command: 'open', label: 'Open Lazaret', enabled: true }]);
  const [first, second = ''] = describeStatus(state, { running: true, now: new Date() }, t);
  expect(first).toBe(levels[level].word);
  expect(second.trim()).toMatch(sentence);
});
