import { describe, expect, test } from 'vitest';
import type { ProtectionState } from '../../../contract/state.ts';
import { createTranslate } from '../../../electron/base/translate.ts';
import { iconDrawings } from '../../../electron/shell/icon-drawings.ts';
import { trayModel } from '../../../electron/shell/tray-model.ts';
import { ago, item } from '../../renderer/fixtures.ts';

const t = createTranslate();
const protectedState: ProtectionState = { level: 'protected', reasons: [], paused: false, pausedUntil: null };
const model = (protection: ProtectionState, { folders = 1, quarantine = 0, isScanning = false } = {}) =>
  trayModel(
    {
      protection,
      folders: Array.from({ length: folders }, () => ({}) as never),
      quarantine: Array.from({ length: quarantine }, (_, index) => item(`q${index}`, { at: ago(60 * index) })),
      fullScans: { full: isScanning ? ({} as never) : null, last: null, next: null, again: null },
    },
    t,
  );
const items = (shown: ReturnType<typeof model>) => shown.menu.groups.flat();

describe('the tray', () => {
  test('says the same sentence as the window, in the tooltip and above the menu', () => {
    const shown = model({
      level: 'engine-down',
      reasons: [{ code: 'engine-down', params: { detail: 'refused' }, remedy: 'check-engine' }],
      paused: false,
      pausedUntil: null,
    });
    expect(shown.icon).toBe('engine-down');
    expect(shown.menu.heading).toBe('The scan engine does not answer.');
    expect(shown.tooltip).toBe('Lazaret: The scan engine does not answer.');
  });

  test('keeps its menu still while files are scanned, so that a click in it counts', () => {
    const scanning = model({ ...protectedState, level: 'scanning' });
    expect(scanning.menu).toEqual(model(protectedState).menu);
    expect(scanning.tooltip).not.toBe(model(protectedState).tooltip);
  });

  test('offers three lengths of a pause while scanning, and resume with what is left while paused', () => {
    expect(items(model(protectedState)).map(({ command }) => command)).toEqual([
      'open',
      'scan-now',
      'scan-files',
      'scan-folder',
      'quarantine',
      'pause-15-minutes',
      'pause-1-hour',
      'pause-until-restart',
      'quit',
    ]);
    const paused = model({
      level: 'attention',
      reasons: [{ code: 'paused', params: {}, remedy: 'resume' }],
      paused: true,
      pausedUntil: null,
    });
    expect(items(paused).map(({ command }) => command)).toContain('resume');
    expect(paused.tooltip).toBe('Lazaret: Scanning is paused.');
    const until = new Date(2030, 0, 1, 14, 35).toISOString();
    const timed = model({
      level: 'attention',
      reasons: [{ code: 'paused', params: { until, minutes: 12 }, remedy: 'resume' }],
      paused: true,
      pausedUntil: until,
    });
    expect(timed.tooltip).toMatch(/^Lazaret: Scanning is paused until 2:35\sPM\. 12 minutes left\.$/);
    expect(timed.menu.heading).toMatch(/12 minutes left\.$/);
  });

  test('counts what is locked away', () => {
    const labelOf = (count: number) =>
      items(model(protectedState, { quarantine: count })).find(({ command }) => command === 'quarantine')?.label;
    expect([labelOf(0), labelOf(1), labelOf(12)]).toEqual(['Quarantine', 'Quarantine (1)', 'Quarantine (12)']);
  });

  test('names what was locked away last, the newest first, and each line leads to its item', () => {
    const shown = model(protectedState, { quarantine: 5 }).menu.groups;
    expect(shown.find(([first]) => first?.label === 'Last locked away')?.slice(1)).toEqual(
      ['q0', 'q1', 'q2'].map((id) => ({
        command: { quarantineId: id },
        label: `${id}.exe: Win.Test.EICAR_HDB-1`,
        enabled: true,
      })),
    );
    expect(items(model(protectedState)).map(({ label }) => label)).not.toContain('Last locked away');
  });

  test('shows a name that lies, or is too long for a menu, so that it cannot', () => {
    const path = `/d/${'long '.repeat(30)}\u202efdp.exe`;
    const { menu } = trayModel(
      {
        protection: protectedState,
        folders: [],
        quarantine: [item('q', { path })],
        fullScans: { full: null, last: null, next: null, again: null },
      },
      t,
    );
    const label = menu.groups.flat().find(({ command }) => typeof command === 'object')?.label ?? '';
    expect(label).toMatch(/^long long .*…long ⟨RLO⟩fdp\.exe: Win\.Test/);
    expect(label).not.toMatch(/\p{Cf}/u);
  });

  test('offers to cancel a full scan while one is under way', () => {
    const scanning = items(model(protectedState, { isScanning: true })).map(({ command }) => command);
    expect(scanning).toContain('cancel-scan');
    expect(scanning).not.toContain('scan-now');
  });

  test('has nothing to scan while no folder is watched', () => {
    const scanNow = items(model(protectedState, { folders: 0 })).find(({ command }) => command === 'scan-now');
    expect(scanNow?.enabled).toBe(false);
  });
});

describe('the tray icon', () => {
  test('is a template on macOS, drawn for normal and Retina', () => {
    expect(iconDrawings('protected', 'darwin', 1).map(({ file }) => file)).toEqual([
      'template/protected-16.png',
      'template/protected-32.png',
    ]);
  });

  test.each([
    [1, 'color/attention-24.png'],
    [1.5, 'color/attention-36.png'],
    [2, 'color/attention-48.png'],
    [4, 'color/attention-64.png'],
  ])('at a Linux display scale of %d is the drawing of that size', (scale, file) => {
    expect(iconDrawings('attention', 'linux', scale)).toEqual([{ scaleFactor: 1, file }]);
  });
});
