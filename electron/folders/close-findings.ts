import { access, constants } from 'node:fs/promises';
import type { ScanRecord } from '../../contract/verdicts.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { type FilePath, isInside } from '../files/file-path.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { lookAtPath } from '../watch/look-at-path.ts';
import type { SilentMounts } from '../watch/silent-mounts.ts';

export interface FindingsCloser {
  /**
   * Looks at every finding that waits for the user, and closes those that are over: below a folder that was just gone through,
   * and wherever else can be looked at.
   */
  closeNow(swept: FilePath | null): Promise<void>;
  /** The same a little later, once for all that went at about the same time. Does nothing while no finding waits. */
  closeSoon(): void;
  stop(): void;
}

/** Longer than a folder takes to notice that it is not there itself, as when a drive is taken off: nothing in it is over then. */
const soonMs = 3_000;
/** Where many findings wait and files come and go all the time, looking at all of them must stay a small matter. */
const eachMs = 5;

/** Ends what is said of a file that needs a look once the file is gone, so that nobody is asked to decide about nothing. */
export function createFindingsCloser(parts: {
  readonly ledger: Pick<Ledger, 'unresolved' | 'countUnresolved' | 'forget'>;
  readonly mounts: Pick<SilentMounts, 'isSilent' | 'unlessSilent'>;
  /** Whether the watched folder that a path lies in can be looked at. */
  readonly isInReach: (path: FilePath) => boolean;
  /** The finding as it stands from now on. */
  readonly onClosed: (record: ScanRecord) => void;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
}): FindingsCloser {
  const { ledger, mounts, clock, log } = parts;
  let callOff: (() => void) | null = null;

  const closeNow = async (swept: FilePath | null): Promise<void> => {
    for (const finding of ledger.unresolved()) {
      const isBelow = swept !== null && isInside(finding.path, swept);
      if (!isBelow && !parts.isInReach(finding.path)) continue;
      const isSilent = (): boolean => mounts.isSilent(finding.path);
      if ((await mounts.unlessSilent(isSilent, () => isOver(finding))) !== true) continue;
      ledger.forget(finding.path);
      parts.onClosed({ ...finding.record, isLatest: false });
    }
  };

  return {
    closeNow,
    closeSoon() {
      if (callOff !== null) return;
      const { inPlace, others } = ledger.countUnresolved();
      if (inPlace + others === 0) return;
      callOff = clock.schedule(
        () => {
          callOff = null;
          closeNow(null).catch((error: unknown) =>
            log.error('findings could not be looked at; the next sweep does', error),
          );
        },
        soonMs + eachMs * (inPlace + others),
      );
    },
    stop: () => callOff?.(),
  };
}

/** A finding is over when nothing is there any more, or when what could not be read can be. */
async function isOver({ path, record }: ReturnType<Ledger['unresolved']>[number]): Promise<boolean> {
  if ((await lookAtPath(path)).kind === 'gone') return true;
  if (record.reason !== 'unreadable') return false;
  return access(path.bytes, constants.R_OK).then(
    () => true,
    () => false,
  );
}
