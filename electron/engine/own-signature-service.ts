import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { findClamd } from './clamd-program.ts';
import { thisUser } from './own-signature-files.ts';
import { createOwnSignatureKeeping, type OwnSignatureKeeping } from './own-signatures.ts';
import { createSignatureTrial } from './signature-trial.ts';

/** The user's own signatures with the real clamd, on the data directory. */
export function createOwnSignatures(options: {
  readonly folder: () => string | null;
  readonly dataDirectory: string;
  readonly temporaryRoot: string;
  readonly platform: NodeJS.Platform;
  /** The environment's PATH. */
  readonly path: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onChanged: () => void;
  readonly onAccepted: () => void;
}): OwnSignatureKeeping {
  const { platform, temporaryRoot, log } = options;
  const home = join(options.dataDirectory, 'engine');
  return createOwnSignatureKeeping({
    ...options,
    home: join(home, 'own-signatures'),
    owner: thisUser(),
    trial() {
      const program = findClamd(platform, options.path);
      return program === null ? null : createSignatureTrial({ program, home, temporaryRoot, platform, log });
    },
  });
}
