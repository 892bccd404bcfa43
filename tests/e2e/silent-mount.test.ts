import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { mountHung } from '../support/hung-mount.ts';
import { startApp } from './support/app.ts';
import { dropInfected, expect, test } from './support/fixtures.ts';

test('a share below Downloads that does not answer is said, and neither keeps files from being scanned nor Lazaret from ending', async ({
  session,
}) => {
  const share = join(session.downloads, 'from the server');
  mkdirSync(share);
  const hung = mountHung(share);
  test.skip(hung === null, 'no file system may be mounted here');
  const app = await startApp(session);
  try {
    const window = await app.window();
    await expect(
      window.getByText(`Part of a watched folder cannot be watched: ${session.downloads}`).first(),
    ).toBeVisible({ timeout: 20_000 });
    await window.getByRole('button', { name: 'Folders', exact: true }).click();
    await expect(window.getByText(`What is mounted at ${share} does not answer`)).toBeVisible();
    dropInfected(session.downloads, 'invoice.exe');
    await expect.poll(() => session.notifications(), { timeout: 20_000 }).toHaveLength(1);
  } finally {
    let wasHeld = false;
    const letGo = setTimeout(() => {
      wasHeld = true;
      hung?.end();
    }, 20_000);
    await app.stop();
    clearTimeout(letGo);
    hung?.end();
    expect(wasHeld, 'whether the share kept the app from ending').toBe(false);
  }
});
