import { expect, test } from 'vitest';
import { filePath } from '../../../electron/files/file-path.ts';
import { avoidSilentFiles } from '../../../electron/joining/avoid-silent-files.ts';
import { createSilentMounts } from '../../../electron/watch/silent-mounts.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const endpoint = { kind: 'tcp', host: '127.0.0.1', port: 3310 } as const;

test.runIf(process.platform === 'linux')(
  'a file whose file system falls silent while it is scanned is unreadable at once, and not tried while that lasts',
  async () => {
    const clock = createFakeClock();
    const mounts = createSilentMounts({
      clock,
      mountinfo: async () => '1 1 0:1 / /w/share rw - nfs4 source rw',
      ask: () => new Promise(() => undefined),
    });
    const given: AbortSignal[] = [];
    const { scan } = avoidSilentFiles(
      {
        scan({ signal }) {
          given.push(signal);
          return new Promise(() => undefined);
        },
      },
      mounts,
      clock,
    );
    const request = {
      path: filePath('/w/share/file'),
      endpoint,
      maxBytes: 1,
      isLenient: false,
      signal: new AbortController().signal,
    };
    const scanning = scan(request);
    const looking = mounts.below({ path: filePath('/w'), realPath: filePath('/w') });
    await clock.settle();
    await clock.advance(5_000);
    await looking;
    const unreadable = { kind: 'verdict', verdict: 'unscannable', reason: 'unreadable', identity: null };
    expect(await scanning).toMatchObject({ ...unreadable, durationMs: 5_000 });
    expect(given.map(({ aborted }) => aborted)).toEqual([true]);
    expect(await scan(request)).toMatchObject(unreadable);
    expect(given).toHaveLength(1);
  },
);
