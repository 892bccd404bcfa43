import { lstat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { ControlRequests, Handlers, SharedRequests } from '../../contract/requests.ts';
import { fail, ok } from '../../contract/result.ts';
import type { Clock } from '../base/clock.ts';
import { within } from '../base/within.ts';
import { filePath, isInside } from '../files/file-path.ts';
import type { LiveSettings } from '../settings/load-settings.ts';

/** A network share that is away never answers. */
const deadlineMs = 5_000;

/** Where the user's own signatures come from. The engine hears of it through the settings. */
export function ownSignatureHandlers(parts: {
  readonly settings: Pick<LiveSettings, 'current' | 'setOwnFolder'>;
  readonly dataDirectory: string;
  readonly clock: Pick<Clock, 'schedule'>;
}): Pick<Handlers<SharedRequests & ControlRequests>, 'signatures.useOwnFolder' | 'signatures.useNoOwnFolder'> {
  const { settings, dataDirectory, clock } = parts;
  return {
    'signatures.useOwnFolder': async ({ path }) => {
      const refuse = (why: string) =>
        fail('invalid-input', `${path} was not taken: ${why} Nothing was changed.`, { path });
      if (!isAbsolute(path)) return refuse('it is not the whole path of a folder.');
      const looked = lstat(path).then(
        (stats) => stats.isDirectory(),
        () => false,
      );
      const isFolder = await within(looked, deadlineMs, clock);
      if (isFolder === 'late') return refuse('it does not answer. If it is a network folder, check the connection.');
      if (!isFolder) {
        return fail('not-a-directory', `${path} is not a folder. Nothing was changed.`, { path });
      }
      if (isInside(filePath(path), filePath(dataDirectory))) return refuse('it is where Lazaret keeps its own data.');
      const watched = settings.current().folders.find((folder) => isInside(filePath(path), filePath(folder.path)));
      if (watched !== undefined) {
        return refuse(`it lies in ${watched.path}, which is watched: what lands there must not become a signature.`);
      }
      settings.setOwnFolder(path);
      return ok(null);
    },
    'signatures.useNoOwnFolder': async () => {
      settings.setOwnFolder(null);
      return ok(null);
    },
  };
}
