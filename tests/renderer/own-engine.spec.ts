import type { EngineState } from '../../contract/state.ts';
import { appState, healthyEngine, record } from './fixtures.ts';
import { expect, goTo, test } from './window-test.ts';

test('the limits of the own engine are changed one by one, and nothing out of bounds is sent', async ({
  page,
  openWindow,
}) => {
  const fake = await openWindow();
  await goTo(page, 'Settings');
  await expect(page.getByText('Another engine is in use now')).toBeVisible();
  await page.getByRole('textbox', { name: 'Archive depth' }).fill('9');
  await page.getByRole('textbox', { name: 'Time for one file' }).fill('99999');
  await page.getByRole('switch', { name: 'Use less memory' }).click({ force: true });
  await expect.poll(() => fake.inputsOf('settings.update')).toHaveLength(3);
  expect(fake.inputsOf('settings.update')).toEqual([
    { engine: { limits: { archiveDepth: 9 } } },
    { engine: { limits: { scanSeconds: 1800 } } },
    { engine: { lowMemory: true } },
  ]);
  await page.getByRole('textbox', { name: 'Signatures are too old after' }).fill('7');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => fake.inputsOf('settings.update').at(-1))
    .toEqual({ engine: { signatures: { staleAfterDays: 7 } } });
});

test('the engine page says whose limits count', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await goTo(page, 'Engine');
  await expect(page.getByText('Set by whoever runs this engine')).toBeVisible();
  await fake.push({ engine: { ...healthyEngine, source: 'supervised' } });
  await expect(page.getByText('Archives 17 deep, 10,000 files in one, 120 seconds')).toBeVisible();
});

test('a file that met a limit says which, and where to raise it', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await goTo(page, 'Activity');
  const base = { verdict: 'unscannable', reason: 'limits-exceeded' } as const;
  await fake.push({}, [
    record(61, { ...base, path: '/d/many.zip', signature: 'Heuristics.Limits.Exceeded.MaxFiles' }),
    record(62, { ...base, path: '/d/bomb.zip', signature: 'Heuristics.Limits.Exceeded.MaxScanSize' }),
    record(63, { ...base, path: '/d/slow.html', reason: 'timed-out' }),
  ]);
  const meets = async (name: string, words: string): Promise<void> => {
    await page.getByTestId('records').getByRole('button', { name }).click();
    await expect(page.getByRole('dialog').getByText(words)).toBeVisible();
    await page.keyboard.press('Escape');
  };
  await meets('bomb.zip', 'this limit cannot be raised');
  await meets('slow.html', 'time for one file, now 120 seconds');
  await page.getByTestId('records').getByRole('button', { name: 'many.zip' }).click();
  await expect(page.getByRole('dialog').getByText('files in an archive, now 10,000')).toBeVisible();
  await page.getByRole('button', { name: 'Open settings' }).click();
  await expect(page.getByRole('textbox', { name: 'Files in an archive' })).toBeVisible();
});

test("the user's own signatures are shown file by file, with why one is refused", async ({ page, openWindow }) => {
  const fake = await openWindow();
  await goTo(page, 'Engine');
  await page.getByRole('button', { name: 'Choose a folder…' }).click();
  await expect.poll(() => fake.inputsOf('signatures.pickOwnFolder')).toEqual([{}]);
  const ownSignatures: EngineState['ownSignatures'] = {
    folder: '/home/mara/signatures',
    inUse: false,
    isChecking: false,
    trouble: null,
    files: [
      { name: 'good.ndb', status: 'accepted', count: 3, detail: '' },
      { name: 'bro\u202Eken.yar', status: 'refused', count: null, detail: 'line 2 undefined string "$b"' },
      { name: 'notes.txt', status: 'passed-over', count: null, detail: 'It is not a file of signatures by its name.' },
    ],
  };
  await fake.push({ engine: { ...healthyEngine, ownSignatures } });
  await expect(page.getByText('3 signatures', { exact: true })).toBeVisible();
  await expect(page.getByText('line 2 undefined string "$b"')).toBeVisible();
  await expect(page.getByText('Refused', { exact: true })).toBeVisible();
  await expect(page.getByText('Passed over')).toBeVisible();
  await expect(page.getByText('They are not in use')).toBeVisible();
  await fake.push({
    engine: { ...healthyEngine, source: 'supervised', ownSignatures: { ...ownSignatures, inUse: true } },
  });
  await expect(page.getByText('has loaded all that are accepted')).toBeVisible();
});

test('own signatures can be given up in the settings', async ({ page, openWindow }) => {
  const state = appState();
  state.settings.engine.signatures.ownFolder = '/home/mara/signatures';
  const fake = await openWindow({ state });
  await goTo(page, 'Settings');
  await expect(page.getByText('/home/mara/signatures')).toBeVisible();
  await page.getByRole('button', { name: 'Use none' }).click();
  await expect.poll(() => fake.inputsOf('signatures.useNoOwnFolder')).toEqual([{}]);
});
