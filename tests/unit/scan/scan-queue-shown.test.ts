import { describe, expect, it } from 'vitest';
import { displayPath, filePath } from '../../../electron/files/file-path.ts';
import { setUpQueue } from './scan-queue-fixture.ts';

describe('how far a scan is', () => {
  const size = 300 * 1024 * 1024;
  const shown = ({ queue }: ReturnType<typeof setUpQueue>) =>
    queue.state().scanning.map((file) => [displayPath(file.path), file.size, file.bytesRead]);

  it('is shown with the size that is read, and told on', async () => {
    const parts = setUpQueue();
    const { clock, queue, add, last } = parts;
    add('large');
    await clock.settle();
    expect(shown(parts)).toEqual([['/large', null, null]]);
    let changes = 0;
    queue.onChanged(() => {
      changes += 1;
    });
    last().job.onProgress({ bytesRead: 5, sizeBytes: size });
    last().job.onProgress({ bytesRead: 9, sizeBytes: size });
    await clock.settle();
    expect(shown(parts)).toEqual([['/large', size, 9]]);
    expect(changes).toBe(1);
  });

  it('begins anew with another try, and what is said late of the first counts for nothing', async () => {
    const parts = setUpQueue();
    const { clock, queue, add, last, endLast } = parts;
    add('large');
    await clock.settle();
    const first = last().job;
    first.onProgress({ bytesRead: size, sizeBytes: size });
    await endLast('retry');
    first.onProgress({ bytesRead: size, sizeBytes: size });
    queue.retryNow(null);
    await clock.settle();
    expect(shown(parts)).toEqual([['/large', null, null]]);
    first.onProgress({ bytesRead: size, sizeBytes: size });
    expect(shown(parts)).toEqual([['/large', null, null]]);
  });
});

describe('the times of a file', () => {
  const at = (clock: { now(): Date }, ms: number): Date => new Date(clock.now().getTime() + ms);

  it('go with its try: first seen, come to rest, queued, begun', async () => {
    const { clock, queue, add, begun, last } = setUpQueue();
    add('busy');
    await clock.settle();
    const sighting = { seenAt: at(clock, -900), settledAt: at(clock, -400) };
    const queuedAt = clock.now();
    queue.enqueue({ path: filePath('/a'), trigger: 'arrival', sighting });
    await clock.advance(2_000);
    queue.enqueue({
      path: filePath('/a'),
      trigger: 'change',
      sighting: { seenAt: clock.now(), settledAt: clock.now() },
    });
    begun[0]?.end('done');
    await clock.settle();
    expect(last().job.times).toEqual({ ...sighting, queuedAt, scanStartedAt: at({ now: () => queuedAt }, 2_000) });
  });

  it('are not known where nothing told of it but a wish', async () => {
    const { clock, add, last } = setUpQueue();
    add('a', 'on-demand');
    await clock.settle();
    const now = clock.now();
    expect(last().job.times).toEqual({ seenAt: null, settledAt: null, queuedAt: now, scanStartedAt: now });
  });

  it('keep its arrival over another try, which waits in the queue anew', async () => {
    const { clock, queue, last, endLast } = setUpQueue();
    const sighting = { seenAt: clock.now(), settledAt: clock.now() };
    queue.enqueue({ path: filePath('/a'), trigger: 'arrival', sighting });
    await clock.settle();
    await endLast('retry');
    await clock.advance(60_000);
    const { times } = last().job;
    expect(times).toMatchObject(sighting);
    expect(times.queuedAt?.getTime()).toBeGreaterThan(sighting.seenAt.getTime());
    expect(times.scanStartedAt).toEqual(times.queuedAt);
  });

  it('begin anew where what waits for another try was written anew', async () => {
    const { clock, queue, last, endLast } = setUpQueue();
    queue.enqueue({
      path: filePath('/a'),
      trigger: 'arrival',
      sighting: { seenAt: clock.now(), settledAt: clock.now() },
    });
    await clock.settle();
    await endLast('held');
    await clock.advance(5_000);
    const later = { seenAt: at(clock, -500), settledAt: clock.now() };
    queue.enqueue({ path: filePath('/a'), trigger: 'change', sighting: later });
    await clock.settle();
    expect(last().job.times).toMatchObject(later);
  });

  it('tell of a few that are queued since when they are', async () => {
    const { clock, queue, add } = setUpQueue();
    for (const name of ['busy', 'b', 'c', 'd']) add(name);
    const since = clock.now();
    await clock.advance(1_000);
    expect(queue.firstQueued(2)).toEqual([
      { path: filePath('/b'), since, size: null },
      { path: filePath('/c'), since, size: null },
    ]);
    expect(queue.firstQueued(9)).toHaveLength(3);
  });
});
