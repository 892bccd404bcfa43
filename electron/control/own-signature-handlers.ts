import { lstatSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { ControlRequests, Handlers, SharedRequests } from '../../contract/requests.ts';
import { fail, ok } from '../../contract/result.ts';
import { filePath, isInside } from '../files/file-path.ts';
import type { LiveSettings } from '../settings/load-settings.ts';

/** Where the user's own signatures come from. The engine hears of it through the settings. */
export function ownSignatureHandlers(parts: {
  readonly settings: Pick<LiveSettings, 'current' | 'setOwnFolder'>;
  readonly dataDirectory: string;
}): Pick<Handlers<SharedRequests & ControlRequests>, 'signatures.useOwnFolder' | 'signatures.useNoOwnFolder'> {
  const { settings, dataDirectory } = parts;
  return {
    'signatures.useOwnFolder': async ({ path }) => {
      const refuse = (why: string) =>
        fail('invalid-input', `${path} was not taken: ${why} Nothing was changed.`, { path });
      if (!isAbsolute(path)) return refuse('it is not the whole path of a folder.');
      if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
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
