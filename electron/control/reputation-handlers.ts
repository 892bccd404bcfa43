import type { ReputationSettings } from '../../contract/reputation.ts';
import type { ControlRequests, Handlers, SharedRequests } from '../../contract/requests.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { SettingsPatch } from '../../contract/settings.ts';
import { filePath } from '../files/file-path.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Reputation } from '../reputation/reputation.ts';

/**
 * Files are uploaded only where that was agreed to as it was turned on, and for the server that was set then: once the
 * mode or the server is another, it has to be agreed to anew.
 */
export function withConsent(
  current: ReputationSettings,
  patch: SettingsPatch['reputation'],
): Result<SettingsPatch['reputation']> {
  if (patch === undefined) return ok(patch);
  const next = { ...current, ...patch };
  const agreed = patch.uploadsAgreed ?? (current.uploadsAgreed && next.server === current.server);
  if (next.mode !== 'upload-unknown') return ok({ ...patch, uploadsAgreed: false });
  if (agreed) return ok({ ...patch, uploadsAgreed: true });
  // Another server: what was agreed to for the last one does not hold for it.
  if (patch.mode === undefined) return ok({ ...patch, mode: 'hash-only', uploadsAgreed: false });
  return fail(
    'invalid-input',
    "Uploaded files can be seen by VirusTotal's partners and customers. Uploads were not turned on, since that was not agreed to.",
  );
}

type AllHandlers = Handlers<SharedRequests & ControlRequests>;

/** What the reputation room does on request. Keys go in, and never out. */
export function createReputationHandlers(parts: {
  readonly reputation: Reputation;
  readonly ledger: Pick<Ledger, 'get'>;
}): Pick<AllHandlers, Extract<keyof AllHandlers, `reputation.${string}`>> {
  const { reputation, ledger } = parts;
  return {
    'reputation.setKey': async ({ key, acceptFile }) => reputation.setKey(key, acceptFile),
    'reputation.clearKey': async () => reputation.clearKey(),
    'reputation.test': () => reputation.test(),
    'reputation.of': async ({ recordId }) => {
      const entry = ledger.get(recordId);
      return entry === null
        ? fail('not-found', `There is no verdict number ${recordId}.`)
        : ok(reputation.of(entry.record.sha256));
    },
    'reputation.ofHash': async ({ sha256 }) => ok(reputation.of(sha256)),
    'reputation.ask': ({ path }) => reputation.ask(filePath(path)),
    'reputation.list': async ({ before, limit }) => ok(reputation.list(before ?? null, limit)),
    'reputation.clearList': async () => ok({ removed: reputation.clearList() }),
  };
}
