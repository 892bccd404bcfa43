import { fail, ok } from '../../contract/result.ts';
import { settingsSchema } from '../../contract/settings.ts';
import type { SignatureUpdates } from '../../contract/signatures.ts';
import type { EngineState } from '../../contract/state.ts';
import { ago, appState, healthyEngine } from './fixtures.ts';
import { expect, goTo, test } from './window-test.ts';

const starter = { kind: 'starter', version: null, builtAt: null, count: null } as const;
const own = (changes: Partial<SignatureUpdates>): EngineState => ({
  ...healthyEngine,
  source: 'supervised',
  signatures: starter,
  updates: { ...healthyEngine.updates, byLazaret: true, ...changes },
});

test('“Update now” asks for signatures and shows how far the download is', async ({ page, openWindow }) => {
  const fake = await openWindow({ state: { engine: own({ lastTryAt: null }) } });
  await goTo(page, 'Engine');
  await page.getByRole('button', { name: 'Update now' }).click();
  expect(fake.inputsOf('signatures.update')).toEqual([{}]);
  await fake.push({ engine: own({ state: 'running', progress: { name: 'daily', percent: 42 } }) });
  await expect(page.getByText('Downloading daily: 42 %')).toBeVisible();
  await expect(page.getByRole('progressbar', { name: 'Downloading daily: 42 %' })).toBeVisible();
});

test('a failed download is explained, with freshclam’s own words and the next try', async ({ page, openWindow }) => {
  const detail = "ERROR: remote_cvdhead: Download failed (6) ERROR:  Message: Couldn't resolve host name";
  const retryAt = new Date(Date.now() + 900_000).toISOString();
  await openWindow({
    state: { engine: own({ failure: { code: 'name-unknown', detail }, lastTryAt: ago(60), retryAt }) },
  });
  await goTo(page, 'Engine');
  await expect(page.getByText('The server’s name could not be looked up.')).toBeVisible();
  await expect(page.getByText("Couldn't resolve host name")).toBeVisible();
  await expect(page.getByText('Next try')).toBeVisible();
});

test('during a cool-down the button waits, and the page says until when', async ({ page, openWindow }) => {
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const failure = { code: 'rate-limited', detail: '' } as const;
  await openWindow({ state: { engine: own({ failure, coolDownUntil: until, lastTryAt: ago(60), retryAt: until }) } });
  await goTo(page, 'Engine');
  await expect(page.getByText('The server asked not to be contacted before')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Update now' })).toBeDisabled();
});

test('what the databases hold is listed, and where others keep them the page says so', async ({ page, openWindow }) => {
  const daily = { name: 'daily', version: 27_828, builtAt: ago(36_000), count: 2_076_994 } as const;
  const fake = await openWindow({ state: { engine: own({ databases: [daily], lastTryAt: ago(60) }) } });
  await goTo(page, 'Engine');
  await expect(page.getByText('daily 27828: 2,076,994 signatures')).toBeVisible();
  await fake.push({ engine: healthyEngine });
  await expect(page.getByText('kept up to date by your system')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Update now' })).toHaveCount(0);
});

test('the settings say whom the download contacts, and refuse what is no address', async ({ page, openWindow }) => {
  const fake = await openWindow({ state: { settings: settingsSchema.parse({ ...appState().settings }) } });
  await goTo(page, 'Settings');
  await expect(page.getByText('it asks database.clamav.net, or the mirror below')).toBeVisible();
  await page.getByRole('switch', { name: 'Download signatures by itself' }).click();
  const mirror = page.getByRole('textbox', { name: 'Private mirror' });
  await mirror.fill('https://mirror.example:8443/clamav');
  await mirror.press('Enter');
  await mirror.fill('file:///etc/passwd');
  await mirror.press('Enter');
  await expect(page.getByText('This is not an address of that kind. It was not saved.')).toBeVisible();
  expect(fake.inputsOf('settings.update')).toEqual([
    { engine: { signatures: { automatic: false } } },
    { engine: { signatures: { mirror: 'https://mirror.example:8443/clamav' } } },
  ]);
});

test('a database brought as a file is taken over, or refused with the reason', async ({ page, openWindow }) => {
  const fake = await openWindow({ state: { engine: own({}) } });
  await goTo(page, 'Engine');
  const button = page.getByRole('button', { name: 'Import a file…' });
  const daily = { name: 'daily', version: 27_828, builtAt: ago(36_000), count: 2_076_994 } as const;
  fake.answer({ 'signatures.import': async () => ok(daily) });
  await button.click();
  await expect(page.getByText('Imported daily, version 27828.')).toBeVisible();
  const message = "main.cvd was not imported: Can't verify database integrity";
  fake.answer({ 'signatures.import': async () => fail('invalid-input', message) });
  await button.click();
  await expect(page.getByText(message)).toBeVisible();
});
