import type { QuarantineItem } from '../../contract/quarantine.ts';
import type { QuarantineSettings } from '../../contract/quarantine-settings.ts';
import type { Clock } from '../base/clock.ts';
import type { FilePath } from '../files/file-path.ts';
import type { Vault, VaultLog } from './vault-types.ts';

interface HousekeepingParts {
  readonly vault: Pick<Vault, 'list' | 'trash' | 'remove' | 'allowList' | 'onChanged'>;
  readonly settings: () => QuarantineSettings;
  /** Makes Lazaret judge the file at these names of one place like any other again. */
  readonly onNoLongerAllowed: (paths: readonly FilePath[]) => void;
  /** The vault's size when it is above what the settings name, null when it is not (any more). Bytes. */
  readonly onSize: (tooLarge: { readonly bytes: number; readonly limitMiB: number } | null) => void;
  readonly clock: Clock;
  readonly log: Pick<VaultLog, 'info' | 'warn'>;
}

export interface Housekeeping {
  /** Does now what is due. Never rejects. */
  run(): Promise<void>;
  /** Begins to look regularly; returns the stop. */
  start(): () => void;
}

const everyMs = 10 * 60 * 1000;
/** Many items may arrive at once. */
const afterChangeMs = 2_000;
const hourMs = 60 * 60 * 1000;
const bytesPerMiB = 1024 * 1024;

/**
 * What becomes due with time: deleted items whose grace period is over are destroyed; items older than the user wants
 * to keep them are deleted, with the same grace period; what was allowed until some time is judged again. A vault that
 * grows too large is told of, and nothing in it is ever deleted for that.
 */
export function createHousekeeping(parts: HousekeepingParts): Housekeeping {
  const { vault, clock, log } = parts;
  let running: Promise<void> | null = null;

  const tidy = async (): Promise<void> => {
    const { graceHours, keepDays } = parts.settings();
    const now = clock.now().getTime();
    const isOver = (since: string | null, hours: number): boolean =>
      since !== null && Date.parse(since) + hours * hourMs <= now;
    for (const { id, trashedAt } of vault.list().filter((item) => isOver(item.trashedAt, graceHours))) {
      const removed = await vault.remove(id);
      if (removed.ok) log.info(`Item ${id}, deleted at ${trashedAt}, was destroyed: its grace period is over`);
      else log.warn(`Item ${id} is due, but was not destroyed: ${removed.error.message}`);
    }
    if (keepDays === null) return;
    const isOld = ({ at, trashedAt }: QuarantineItem): boolean => trashedAt === null && isOver(at, keepDays * 24);
    for (const { id } of vault.list().filter(isOld)) {
      const deleted = await vault.trash(id);
      if (deleted.ok) log.info(`Item ${id} was deleted: it is older than ${keepDays} days, as the settings say`);
      else log.warn(`Item ${id} is older than ${keepDays} days, but was not deleted: ${deleted.error.message}`);
    }
  };
  const withdrawExpired = (): void => {
    for (const id of vault.allowList.expired()) {
      const paths = vault.allowList.pathsOf(id) ?? [];
      parts.onNoLongerAllowed(paths);
      vault.allowList.revoke(id);
    }
  };
  const weigh = (): void => {
    const { warnAboveMiB } = parts.settings();
    const bytes = vault.list().reduce((sum, { size }) => sum + size, 0);
    const isTooLarge = warnAboveMiB !== null && bytes > warnAboveMiB * bytesPerMiB;
    parts.onSize(isTooLarge ? { bytes, limitMiB: warnAboveMiB } : null);
  };
  const runOnce = async (): Promise<void> => {
    try {
      withdrawExpired();
      await tidy();
      weigh();
    } catch (error) {
      log.warn(`Tidying up the vault has to wait: ${String(error)}`);
    }
  };
  const run = (): Promise<void> => {
    running ??= runOnce().finally(() => {
      running = null;
    });
    return running;
  };

  return {
    run,
    start() {
      let cancelNext = (): void => undefined;
      let cancelWeigh: (() => void) | null = null;
      const next = (): void => {
        cancelNext = clock.schedule(next, everyMs);
        void run();
      };
      next();
      const unsubscribe = vault.onChanged(() => {
        cancelWeigh ??= clock.schedule(() => {
          cancelWeigh = null;
          weigh();
        }, afterChangeMs);
      });
      return () => {
        unsubscribe();
        cancelNext();
        cancelWeigh?.();
      };
    },
  };
}
