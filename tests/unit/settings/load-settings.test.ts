import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { watchedFolderSchema } from '../../../contract/settings.ts';
import { loadSettings } from '../../../electron/settings/load-settings.ts';
import { confSettingsStore } from '../../../electron/settings/settings-store.ts';
import { tempDir } from '../../support/temp-dir.ts';

const load = (directory: string) =>
  loadSettings({ directory, createStore: confSettingsStore, now: () => new Date('2026-03-04T10:00:00.000Z') });

describe('the settings file', () => {
  test('is written with defaults on the first start', () => {
    const directory = tempDir();
    const { settings, foldersKnown, broken } = load(directory);
    expect({ foldersKnown, broken }).toEqual({ foldersKnown: false, broken: null });
    expect(settings.current().engine.concurrentScans).toBe(4);
    expect(load(directory).foldersKnown).toBe(true);
  });

  test('keeps what was changed over a restart', () => {
    const directory = tempDir();
    const { settings } = load(directory);
    settings.update({ engine: { concurrentScans: 2 } });
    const folder = watchedFolderSchema.parse({ id: 'a', path: '/x', recursive: true });
    settings.setFolders([folder]);
    const again = load(directory).settings.current();
    expect(again.engine).toMatchObject({ concurrentScans: 2, maxFileSizeMiB: 512 });
    expect(again.folders).toEqual([folder]);
  });

  test('keeps the other limits when one is changed', () => {
    const directory = tempDir();
    load(directory).settings.update({ engine: { limits: { archiveDepth: 9 } } });
    expect(load(directory).settings.current().engine.limits).toEqual({
      archiveDepth: 9,
      archiveFiles: 10_000,
      scanSeconds: 120,
    });
  });

  test.each([
    ['cut off in the middle', '{"version": 1, "folders": [{"id"'],
    ['empty', ''],
    ['of the wrong shape', '{"version": 1, "engine": {"concurrentScans": "many"}}'],
    ['a list', '[]'],
  ])('is kept aside, whole, when it is %s', (_, text) => {
    const directory = tempDir();
    writeFileSync(join(directory, 'settings.json'), text);
    const { settings, broken, foldersKnown } = load(directory);
    expect(foldersKnown).toBe(false);
    expect(broken?.keptAs).toBe(join(directory, 'settings.json.broken-2026-03-04T10-00-00-000Z'));
    expect(readFileSync(broken?.keptAs ?? '', 'utf8')).toBe(text);
    expect(settings.current().folders).toEqual([]);
    expect(readdirSync(directory)).toContain('settings.json');
  });

  test('gives up no more than what is broken in it', () => {
    const directory = tempDir();
    const good = { id: 'a', path: '/x', recursive: true };
    const content = { engine: { concurrentScans: 'many' }, policy: { infected: 'report' }, folders: [good, { id: 7 }] };
    writeFileSync(join(directory, 'settings.json'), JSON.stringify(content));
    const { settings, broken, foldersKnown } = load(directory);
    expect(broken?.why).toContain('concurrentScans');
    expect(foldersKnown).toBe(true);
    expect(settings.current()).toMatchObject({
      folders: [good],
      engine: { concurrentScans: 4 },
      policy: { infected: 'hold' },
    });
  });

  test('that only reported infected files goes on to hold them for the user', () => {
    const directory = tempDir();
    writeFileSync(join(directory, 'settings.json'), JSON.stringify({ version: 1, policy: { infected: 'report' } }));
    const { settings, broken } = load(directory);
    expect(broken).toBeNull();
    expect(settings.current().policy).toMatchObject({ infected: 'hold', suspicious: 'hold' });
    settings.update({ policy: { unscannable: { encrypted: 'warn' } } });
    expect(load(directory).settings.current().policy).toMatchObject({
      infected: 'hold',
      unscannable: { encrypted: 'warn', 'too-large': 'hold' },
    });
  });

  test('shows the columns it names, once each and in their order, and those that were always there without a choice', () => {
    const directory = tempDir();
    const file = join(directory, 'settings.json');
    writeFileSync(file, JSON.stringify({ appearance: { firstSteps: false } }));
    const { settings } = load(directory);
    expect(settings.current().appearance.activityColumns).toEqual(['finding', 'folder', 'size']);
    settings.update({ appearance: { activityColumns: [] } });
    expect(load(directory).settings.current().appearance).toMatchObject({ firstSteps: false, activityColumns: [] });
    // A later Lazaret may know columns that this one does not.
    writeFileSync(file, JSON.stringify({ appearance: { activityColumns: ['engine', 'colour', 'size', 'engine'] } }));
    const later = load(directory);
    expect(later.broken).toBeNull();
    expect(later.settings.current().appearance.activityColumns).toEqual(['size', 'engine']);
  });

  test('shows the span of the chart it names, and that of every newcomer where a later Lazaret knows another', () => {
    const directory = tempDir();
    const file = join(directory, 'settings.json');
    load(directory).settings.update({ appearance: { chartSpan: 'months' } });
    expect(load(directory).settings.current().appearance.chartSpan).toBe('months');
    writeFileSync(file, JSON.stringify({ appearance: { chartSpan: 'decades', firstSteps: false } }));
    const later = load(directory);
    expect(later.broken).toBeNull();
    expect(later.settings.current().appearance).toMatchObject({ chartSpan: 'days', firstSteps: false });
  });

  test('does not let infected files be ignored', () => {
    const directory = tempDir();
    writeFileSync(join(directory, 'settings.json'), JSON.stringify({ policy: { infected: 'ignore' } }));
    const { settings, broken } = load(directory);
    expect(broken?.why).toContain('infected');
    expect(settings.current().policy.infected).toBe('quarantine');
  });

  test('tells its listeners what changed, after it is on disk', () => {
    const directory = tempDir();
    const { settings } = load(directory);
    const seen: number[] = [];
    settings.onChanged((next, before) => {
      const onDisk = JSON.parse(readFileSync(join(directory, 'settings.json'), 'utf8'));
      seen.push(before.engine.concurrentScans, next.engine.concurrentScans, onDisk.engine.concurrentScans);
    });
    settings.update({ engine: { concurrentScans: 8 } });
    expect(seen).toEqual([4, 8, 8]);
  });
});
