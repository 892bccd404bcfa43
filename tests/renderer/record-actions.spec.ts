import { record } from './fixtures.ts';
import { expect, expectAccessible, goTo, test } from './window-test.ts';

const hash = 'ab'.repeat(32);

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('a file is looked up on VirusTotal only after the window has said, once, that its hash leaves', async ({
  page,
  openWindow,
}) => {
  const fake = await openWindow({ history: [record(2, { sha256: hash }), record(1, { sha256: null })] });
  await goTo(page, 'Activity');
  await page.getByRole('button', { name: /file-2/ }).click();
  const lookUp = page.getByRole('button', { name: 'Look up on VirusTotal' });
  const question = page.getByRole('region', { name: 'The hash leaves this machine' });
  await lookUp.click();
  await expect(question).toContainText('its name and content stay here');
  await expectAccessible(page);
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toBeHidden();
  await expect(lookUp).toBeFocused();
  expect(fake.inputsOf('desktop.openHashPage')).toEqual([]);

  await lookUp.click();
  await question.getByRole('button', { name: 'Open the page' }).click();
  await expect(question).toBeHidden();
  expect(fake.inputsOf('settings.update')).toEqual([{ privacy: { hashPages: true } }]);
  await lookUp.click();
  await expect.poll(() => fake.inputsOf('desktop.openHashPage')).toEqual([{ recordId: 2 }, { recordId: 2 }]);
  await expect(question).toBeHidden();

  await page.keyboard.press('Escape');
  await goTo(page, 'Settings');
  const withoutAsking = page.getByRole('switch', { name: 'Open VirusTotal pages without asking' });
  await withoutAsking.click({ force: true });
  await expect(withoutAsking).not.toBeChecked();
  await goTo(page, 'Activity');
  await page.getByRole('button', { name: /file-1/ }).click();
  await expect(page.getByRole('dialog')).toContainText('file-1');
  await expect(lookUp).toHaveCount(0);
});

test('a finding that was left in its place can be allowed there, on terms', async ({ page, openWindow }) => {
  const found = { signature: 'Heuristics.Phishing.Email', sha256: hash } as const;
  const fake = await openWindow({
    history: [
      record(3, { ...found, verdict: 'suspicious' }),
      record(2, { ...found, verdict: 'infected', action: 'quarantined' }),
      record(1),
    ],
  });
  await goTo(page, 'Activity');
  const allow = page.getByRole('button', { name: 'Allow…' });
  for (const name of [/file-2/, /file-1/]) {
    await page.getByRole('button', { name }).click();
    await expect(page.getByRole('button', { name: 'Scan again' })).toBeVisible();
    await expect(allow).toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  await page.getByRole('button', { name: /file-3/ }).click();
  await allow.click();
  const question = page.getByRole('region', { name: 'Leave this file alone?' });
  await expect(question).toContainText('A changed copy');
  await expectAccessible(page);
  await question.getByRole('textbox').fill('my own newsletter');
  await question.getByRole('button', { name: 'Allow this file' }).click();
  await expect(question).toBeHidden();
  expect(fake.inputsOf('allow.add')).toEqual([
    { of: { kind: 'record', id: 3 }, reason: 'my own newsletter', expiresAt: null },
  ]);
});

test('a finding that is no longer the latest of its file needs no look, in the list and in its story', async ({
  page,
  openWindow,
}) => {
  const finding = { verdict: 'unscannable', reason: 'encrypted', action: 'none' } as const;
  const [scanned, deleted] = [record(1, finding), record(2, finding)];
  const fake = await openWindow({ history: [deleted, scanned], state: { recent: [deleted, scanned] } });
  await goTo(page, 'Activity');
  const rows = page.getByTestId('records').getByRole('button');
  await expect(rows.filter({ hasText: 'Needs a look' })).toHaveCount(0);
  await expect(page.getByTestId('records').getByText('Needs a look')).toHaveCount(2);
  await rows.filter({ hasText: 'file-1' }).click();
  const drawer = page.getByRole('dialog');
  await expect(drawer.getByRole('button', { name: 'Mark as seen' })).toBeVisible();

  await fake.push({}, [record(3, { path: scanned.path }), { ...deleted, isLatest: false }]);
  await expect(drawer).toContainText('This is an earlier result');
  await expect(drawer.getByRole('button', { name: 'Mark as seen' })).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('records').getByText('Needs a look')).toHaveCount(0);
});

test('all that needs a look is marked as seen with one question, but no infected file', async ({
  page,
  openWindow,
}) => {
  const locked = { verdict: 'unscannable', reason: 'encrypted', action: 'none' } as const;
  const infected = { verdict: 'infected', signature: 'Win.Test.EICAR_HDB-1', action: 'none' } as const;
  const history = [record(4, infected), record(3, locked), record(2, locked), record(1)];
  const fake = await openWindow({ history, state: { recent: history } });
  await goTo(page, 'Activity');
  const markAll = page.getByRole('button', { name: 'Mark all as seen…' });
  await expect(markAll).toBeHidden();
  await page.getByRole('button', { name: 'Needs a look', exact: true }).click();
  await markAll.click();
  const question = page.getByRole('dialog', { name: 'Mark 2 results as seen?' });
  await expect(question).toContainText('Infected files are not among them');
  await expectAccessible(page);
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(markAll).toBeFocused();
  expect(fake.inputsOf('history.acknowledge')).toEqual([]);
  await markAll.click();
  await question.getByRole('button', { name: 'Mark as seen' }).click();
  await expect(page.getByText('Marked as seen.')).toBeVisible();
  expect(fake.inputsOf('history.acknowledge')).toEqual([{ recordIds: [3, 2] }]);
  await expect(page.getByTestId('records').getByRole('button')).toHaveText([/file-4/]);
  await expect(page.getByRole('heading', { level: 1, name: 'Activity' })).toBeFocused();
});
