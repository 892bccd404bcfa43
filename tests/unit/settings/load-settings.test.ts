import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSettings } from '../../../electron/settings/load-settings.ts';
import { confSettingsStore } from '../../../electron/settings/settings-store.ts';
import { tempDir } from '../../support/temp-dir.ts';

const load = (directory: string) =>
  loadSettings({ directory, createStore: confSettingsStore, now: () => new Date('2026-03-04T10:00:00.000Z') });

describe('the settings file', () => {
  test('is written with defaults on the first start', () => {
    const directory = tempDir();
    const { settings, firstRun, broken } = load(directory);
    expect({ firstRun, broken }).toEqual({ firstRun: true, broken: null });
    expect(settings.current().engine.concurrentScans).toBe(4);
    expect(load(directory).firstRun).toBe(false);
  });

  test('keeps what was changed over a restart', () => {
    const directory = tempDir();
    const { settings } = load(directory);
    settings.update({ engine: { concurrentScans: 2 } });
    settings.setFolders([{ id: 'a', path: '/x', recursive: true }]);
    const again = load(directory).settings.current();
    expect(again.engine).toMatchObject({ concurrentScans: 2, maxFileSizeMiB: 512 });
    expect(again.folders).toEqual([{ id: 'a', path: '/x', recursive: true }]);
  });

  test.each([
    ['cut off in the middle', '{"version": 1, "folders": [{"id"'],
    ['empty', ''],
    ['of the wrong shape', '{"version": 1, "engine": {"concurrentScans": "many"}}'],
    ['a list', '[]'],
  ])('is kept aside, whole, when it is %s', (_, text) => {
    const directory = tempDir();
    writeFileSync(join(directory, 'settings.json'), text);
    const { settings, broken, firstRun } = load(directory);
    expect(firstRun).toBe(false);
    expect(broken?.keptAs).toBe(join(directory, 'settings.json.broken-2026-03-04T10-00-00-000Z'));
    expect(readFileSync(broken?.keptAs ?? '', 'utf8')).toBe(text);
    expect(settings.current().folders).toEqual([]);
    expect(readdirSync(directory)).toContain('settings.json');
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
