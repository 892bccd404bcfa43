import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fakeKey, startFakeVirusTotal } from '../support/fake-virustotal.ts';
import { land } from './support/arrivals.ts';
import { expect, test } from './support/fixtures.ts';

test('a download that VirusTotal knows as malicious is suspicious, told of, and what left is listed', async ({
  session,
  app,
}) => {
  const content = Buffer.from('MZ, harmless but ill reputed');
  const hash = createHash('sha256').update(content).digest('hex');
  const fake = await startFakeVirusTotal();
  try {
    fake.know(hash, { malicious: 41, undetected: 31, names: { Alpha: 'Trojan.Fake' } });
    const window = await app.window();
    await expect(window.getByText('Not protected yet').first()).toBeVisible({ timeout: 30_000 });
    await land(join(session.downloads, 'before.exe'), Buffer.from('MZ, before it was turned on'));
    await window.getByRole('button', { name: 'Activity', exact: true }).click();
    await expect(window.getByRole('button', { name: /Clean.*before\.exe/s })).toBeVisible();
    expect(fake.connections()).toBe(0);

    await window.getByRole('button', { name: 'Settings', exact: true }).click();
    const section = window.getByRole('region', { name: 'Reputation', exact: true });
    await section.getByRole('radio', { name: 'By hash: only the SHA-256 of a file leaves' }).click();
    await section.getByLabel('Server').fill(fake.base);
    await section.getByLabel('Server').press('Enter');
    await expect(section).toContainText(`It goes to 127.0.0.1:${fake.port} only`);
    await section.getByLabel('API key').fill(fakeKey);
    // There is no keyring on this desktop, so the app asks.
    await expect(section).toContainText('This system has no keyring that could guard the key.');
    await section.getByRole('checkbox', { name: 'Keep it so all the same' }).click();
    await section.getByRole('button', { name: 'Keep key' }).click();
    await expect(section).toContainText(`A key is set, ending in …${fakeKey.slice(-4)}.`);
    await expect(section).toContainText('Nothing waits to be asked about.');

    await land(join(session.downloads, 'setup.exe'), content);
    await window.getByRole('button', { name: 'Activity', exact: true }).click();
    const row = window.getByRole('button', { name: /Suspicious.*setup\.exe/s });
    await expect(row).toBeVisible();
    await row.click();
    const drawer = window.getByRole('dialog');
    await expect(drawer).toContainText('several engines at VirusTotal call its very bytes malicious');
    await expect(drawer.getByRole('region', { name: 'VirusTotal' })).toContainText(
      '41 of 72 engines call it malicious.',
    );
    await window.keyboard.press('Escape');
    await expect.poll(() => session.notifications().map(({ title }) => title)).toContain('Suspicious file found');
    expect(session.notifications().find(({ title }) => title === 'Suspicious file found')?.body).toContain(
      'setup.exe (Malicious by VirusTotal)',
    );

    await window.getByRole('button', { name: 'Settings', exact: true }).click();
    const listed = section.getByRole('table').getByRole('row');
    await expect(listed).toHaveCount(2);
    await expect(listed.nth(1)).toContainText('The hash of setup.exe');
    expect(fake.hashes()).toEqual([hash]);
    // What the page knows, and all that is on disk but the key's own file, is without it.
    const known = await window.evaluate(() =>
      (
        globalThis as unknown as { lazaret: { request(name: string, input: unknown): Promise<unknown> } }
      ).lazaret.request('state.get', {}),
    );
    expect(JSON.stringify(known)).not.toContain(fakeKey);
    const withKey = readdirSync(app.dataDirectory, { recursive: true, encoding: 'utf8' }).filter((name) => {
      const path = join(app.dataDirectory, name);
      return lstatSync(path).isFile() && readFileSync(path).includes(fakeKey);
    });
    expect(withKey).toEqual(['reputation-key.json']);
    expect(app.output()).not.toContain(fakeKey);
  } finally {
    await fake.stop();
  }
});
