import { describe, expect, it } from 'vitest';
import { defaultLimits } from '../../../contract/settings.ts';
import { type ClamdConfigInput, clamdConfig } from '../../../electron/engine/clamd-config.ts';

const input: ClamdConfigInput = {
  version: [1, 4],
  platform: 'linux',
  endpoint: { kind: 'unix', path: '/data dir/clamd.sock' },
  databaseDirectory: '/db',
  temporaryDirectory: '/tmp/x',
  tuning: { concurrentScans: 4, limits: defaultLimits, lowMemory: false },
};

const option = (config: string, name: string): string | undefined =>
  config
    .split('\n')
    .find((line) => line.startsWith(`${name} `))
    ?.slice(name.length + 1);

describe("our own clamd's configuration", () => {
  it('leaves no gap between the limits, and reports what lies beyond them', () => {
    const config = clamdConfig(input);
    const limits = ['StreamMaxLength', 'MaxFileSize', 'MaxScanSize'].map((name) => option(config, name));
    expect(new Set(limits).size).toBe(1);
    expect(option(config, 'AlertExceedsMax')).toBe('yes');
    expect(option(config, 'AlertEncrypted')).toBe('yes');
  });

  it('holds the limits and the memory mode of the settings', () => {
    const limits = { archiveDepth: 5, archiveFiles: 300, scanSeconds: 40 };
    const config = clamdConfig({ ...input, tuning: { concurrentScans: 4, limits, lowMemory: true } });
    const said = ['MaxRecursion', 'MaxFiles', 'MaxScanTime', 'ConcurrentDatabaseReload'].map((name) =>
      option(config, name),
    );
    expect(said).toEqual(['5', '300', '40000', 'no']);
    expect(option(clamdConfig(input), 'ConcurrentDatabaseReload')).toBe('yes');
  });

  it('keeps blanks in paths', () => {
    expect(option(clamdConfig(input), 'LocalSocket')).toBe('"/data dir/clamd.sock"');
  });

  it('cannot be extended by a path with a line break', () => {
    expect(() => clamdConfig({ ...input, databaseDirectory: '/db\nUser root' })).toThrow('line break');
  });

  it('knows the commands that can be closed only from 1.5 on', () => {
    expect(clamdConfig(input)).not.toContain('Command ');
    expect(option(clamdConfig({ ...input, version: [1, 5] }), 'EnableShutdownCommand')).toBe('no');
    expect(option(clamdConfig({ ...input, version: [2, 0] }), 'EnableShutdownCommand')).toBe('no');
  });

  it('listens on this machine only where there are no Unix sockets', () => {
    const config = clamdConfig({
      ...input,
      platform: 'win32',
      endpoint: { kind: 'tcp', host: '127.0.0.1', port: 4711 },
    });
    expect(option(config, 'TCPSocket')).toBe('4711');
    expect(option(config, 'TCPAddr')).toBe('127.0.0.1');
    expect(option(config, 'LocalSocket')).toBeUndefined();
  });
});
