import type { ControlRequests, Handlers, SharedRequests } from '../../contract/requests.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import { displayPath, type FilePath, filePath, pathToFields } from '../files/file-path.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { AllowRequest } from '../quarantine/allow-list.ts';
import { namesThatRemain } from '../quarantine/other-names.ts';
import type { Vault } from '../quarantine/vault.ts';
import type { RestoreOptions } from '../quarantine/vault-types.ts';
import type { QuarantineCare } from '../triage/quarantine-care.ts';

export interface QuarantineHandlerParts {
  readonly ledger: Pick<Ledger, 'get' | 'pathsOf'>;
  readonly vault: Vault;
  readonly care: QuarantineCare;
  readonly scanAgain: (path: FilePath) => void;
  /** What the user sees may have changed. */
  readonly touch: () => void;
}

type QuarantineHandlers = Handlers<SharedRequests & ControlRequests>;
type Name = Extract<keyof QuarantineHandlers, `quarantine.${string}` | `allow.${string}`>;

/** What the vault and the list of allowed files do on request, for the window and the CLI alike. */
export function createQuarantineHandlers(parts: QuarantineHandlerParts): Pick<QuarantineHandlers, Name> {
  const { ledger, vault, care } = parts;
  const told = async <T>(work: Promise<Result<T>>): Promise<Result<T>> => {
    const result = await work;
    parts.touch();
    return result;
  };
  const restore = async (id: string, options: RestoreOptions) => {
    const result = await told(vault.restore(id, options));
    if (!result.ok) return result;
    const { path, attributesLost } = result.value;
    return ok({ path: displayPath(path), attributesLost });
  };
  const otherPlaces = (id: string) =>
    vault.withCopy(id, async ({ header }) => {
      const seen = ledger.pathsOf(header.identity);
      return ok((await namesThatRemain(header.identity, seen)).map(pathToFields));
    });
  const toAllow = async (
    of: { readonly kind: 'item'; readonly id: string } | { readonly kind: 'record'; readonly id: number },
  ): Promise<Result<Pick<AllowRequest, 'path' | 'sha256' | 'signature'>>> => {
    if (of.kind === 'item') return vault.withCopy(of.id, async ({ header }) => ok(header));
    const entry = ledger.get(of.id);
    if (entry === null) return fail('not-found', `There is no verdict number ${of.id}.`);
    const { sha256, signature } = entry.record;
    return sha256 === null || signature === null
      ? fail('invalid-input', 'Only a file in which a signature was found can be allowed. Nothing was changed.')
      : ok({ path: entry.path, sha256, signature });
  };

  return {
    'quarantine.show': async ({ id }) => {
      const item = vault.get(id);
      const history = [...vault.history(id)];
      if (item === null) {
        const last = history.at(-1);
        const fate =
          last === undefined
            ? ''
            : ` It was ${history.some(({ what }) => what === 'restored') ? 'restored' : 'deleted for good'} at ${last.at}.`;
        return fail('not-found', `Nothing in quarantine has the id ${id}.${fate}`, { id });
      }
      if (item.otherNames === 0) return ok({ ...item, history, otherPlaces: [] });
      const places = await otherPlaces(id);
      return places.ok ? ok({ ...item, history, otherPlaces: places.value }) : places;
    },
    'quarantine.restore': ({ id, ...options }) => restore(id, options),
    'quarantine.restoreTo': ({ id, to, ...options }) => restore(id, { ...options, to: filePath(to) }),
    'quarantine.delete': ({ id }) => told(vault.trash(id)),
    'quarantine.undelete': ({ id }) => told(vault.untrash(id)),
    'quarantine.purge': ({ id }) => told(vault.remove(id)),
    'quarantine.rescan': ({ id }) => told(care.rescan(id)),
    'quarantine.exportTo': ({ id, to }) => told(care.exportTo(id, filePath(to))),
    'allow.add': async ({ of, reason, expiresAt }) => {
      const file = await toAllow(of);
      if (!file.ok) return file;
      const { path, sha256, signature } = file.value;
      const added = await told(vault.allowList.add({ path, sha256, signature, reason, expiresAt }));
      if (added.ok && of.kind === 'record') parts.scanAgain(path);
      return added;
    },
    'allow.revoke': async ({ id }) => {
      const revoked = care.revoke(id);
      parts.touch();
      return revoked;
    },
  };
}
