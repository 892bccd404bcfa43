import { reputationPage } from '../../contract/reputation.ts';
import type { DesktopRequests, Handlers } from '../../contract/requests.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { ScanRecord } from '../../contract/verdicts.ts';
import type { Logger } from '../base/log.ts';

const sha256Text = /^[0-9a-f]{64}$/;

/**
 * Opens VirusTotal's public page about a file in the user's browser. The address is made here, of the hash the ledger
 * has for the record, and only once the user has agreed that hashes may leave this machine; each one that did is in the log.
 */
export function hashPageHandler(parts: {
  readonly find: (recordId: number) => Promise<Result<ScanRecord>>;
  readonly isAgreed: () => boolean;
  /** Hands an address to the user's browser. */
  readonly openExternal: (url: string) => Promise<void>;
  readonly log: Pick<Logger, 'info'>;
}): Pick<Handlers<DesktopRequests>, 'desktop.openHashPage'> {
  return {
    'desktop.openHashPage': async ({ recordId }) => {
      if (!parts.isAgreed()) {
        return fail(
          'invalid-input',
          'Nothing was opened: the settings do not let the hash of a file leave this machine.',
        );
      }
      const record = await parts.find(recordId);
      if (!record.ok) return record;
      const { sha256, path } = record.value;
      if (sha256 === null || !sha256Text.test(sha256)) {
        return fail('unsupported', 'This file was not read to its end, so it has no hash to look up.');
      }
      try {
        await parts.openExternal(reputationPage(sha256));
      } catch (error) {
        return fail('io', `The browser could not be opened: ${String(error)}. Nothing was sent.`);
      }
      parts.log.info(`The SHA-256 ${sha256} of ${path} was given to the browser, to open its page on virustotal.com`);
      return ok(null);
    },
  };
}
