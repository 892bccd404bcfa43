/**
 * One vault operation in a process of its own, so that it can be killed or given errors from outside.
 * Arguments: `store|restore|remove|trash|untrash|open`, the vault's directory, the file's path. Prints how it ended, as JSON.
 */
import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { identityOf } from '../../electron/files/file-identity.ts';
import { filePath } from '../../electron/files/file-path.ts';
import { openVault, type Vault } from '../../electron/quarantine/vault.ts';

const [operation = '', directory = '', path = ''] = process.argv.slice(2);

async function perform(vault: Vault): Promise<{ readonly ended: string; readonly detail: string }> {
  const target = filePath(path);
  if (operation === 'open') return { ended: 'opened', detail: '' };
  if (operation === 'store') {
    const identity = identityOf(lstatSync(target.bytes, { bigint: true }));
    const sha256 = createHash('sha256').update(readFileSync(target.bytes)).digest('hex');
    const finding = {
      path: target,
      identity,
      sha256,
      signature: 'Test',
      engine: null,
      signatureVersion: null,
      origin: null,
    };
    const result = await vault.store(finding);
    return { ended: result.kind, detail: 'detail' in result ? result.detail : '' };
  }
  const id = vault.list()[0]?.id ?? '';
  const result =
    operation === 'restore'
      ? await vault.restore(id, { keepExec: false })
      : await (operation === 'trash'
          ? vault.trash(id)
          : operation === 'untrash'
            ? vault.untrash(id)
            : vault.remove(id));
  return result.ok ? { ended: 'done', detail: '' } : { ended: result.error.code, detail: result.error.message };
}

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const { vault } = await openVault({
  directory,
  now: () => new Date(),
  randomBytes,
  log,
  attributes: { read: async () => [], write: async () => true },
  noteFor: () => null,
});
process.stdout.write(JSON.stringify(await perform(vault)));
vault.close();
