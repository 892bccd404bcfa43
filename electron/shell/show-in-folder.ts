import type { DesktopRequests, Handlers } from '../../contract/requests.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { ScanRecord } from '../../contract/verdicts.ts';
import type { Clock } from '../base/clock.ts';
import { within } from '../base/within.ts';

/** A network share that is away never answers. */
const deadlineMs = 5_000;

/** Shows the file of a record in the desktop's file manager. */
export function showInFolderHandler(parts: {
  readonly find: (recordId: number) => Promise<Result<ScanRecord>>;
  /** Rejects when nothing is there. */
  readonly look: (path: string) => Promise<void>;
  readonly show: (path: string) => void;
  readonly clock: Pick<Clock, 'schedule'>;
}): Pick<Handlers<DesktopRequests>, 'desktop.showInFolder'> {
  return {
    'desktop.showInFolder': async ({ recordId }) => {
      const record = await parts.find(recordId);
      if (!record.ok) return record;
      const { path, pathBase64 } = record.value;
      if (pathBase64 !== undefined) {
        return fail(
          'unsupported',
          'The name of this file is not valid text, and file managers cannot be asked for it.',
        );
      }
      const looked = parts.look(path).then(
        () => true,
        () => false,
      );
      const isThere = await within(looked, deadlineMs, parts.clock);
      if (isThere === 'late') {
        const why = 'does not answer. If it is on a network folder, check the connection.';
        return fail('not-readable', `${path} ${why}`, { path });
      }
      if (!isThere) return fail('not-found', `${path} is no longer there.`, { path });
      parts.show(path);
      return ok(null);
    },
  };
}
