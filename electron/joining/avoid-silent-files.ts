import type { Clock } from '../base/clock.ts';
import type { Scanner } from '../scan/scanner.ts';
import { silentCode } from '../watch/look-at-path.ts';
import type { SilentMounts } from '../watch/silent-mounts.ts';

/**
 * Scans files, but none where a mount is silent: those are `unreadable`, as with a share that gives up by itself. One that falls
 * silent during a scan does not keep the place in the engine until every deadline has passed.
 */
export function avoidSilentFiles(
  { scan }: Pick<Scanner, 'scan'>,
  { isSilent, unlessSilent }: Pick<SilentMounts, 'isSilent' | 'unlessSilent'>,
  clock: Pick<Clock, 'monotonicMs'>,
): Pick<Scanner, 'scan'> {
  return {
    async scan(request) {
      const startedMs = clock.monotonicMs();
      const givenUp = new AbortController();
      const signal = AbortSignal.any([request.signal, givenUp.signal]);
      const outcome = await unlessSilent(
        () => isSilent(request.path),
        () => scan({ ...request, signal }),
      );
      if (outcome !== 'silent') return outcome;
      givenUp.abort(new Error('The file system does not answer.'));
      return {
        kind: 'verdict',
        verdict: 'unscannable',
        reason: 'unreadable',
        signature: null,
        detail: `${silentCode}: the file system does not answer`,
        sha256: null,
        identity: null,
        durationMs: clock.monotonicMs() - startedMs,
      };
    },
  };
}
