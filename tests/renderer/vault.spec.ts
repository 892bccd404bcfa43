import { ok } from '../../contract/result.ts';
import { appState, item } from './fixtures.ts';
import { expect, expectAccessible, goTo, test } from './window-test.ts';

test('what was deleted can be put back at once, or later from its own tab', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await goTo(page, 'Quarantine');
  await page.getByRole('checkbox', { name: 'Select keygen.exe' }).check();
  await page.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('button', { name: 'Delete file' }).click();
  await expect(page.getByText('1 file deleted. It can be put back for 24 hours.')).toBeVisible();
  await expect(page.getByText('2 files locked away')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('3 files locked away')).toBeVisible();

  await page.getByRole('tab', { name: 'Deleted (1)' }).click();
  await page.getByRole('checkbox', { name: 'Select crack.exe' }).check();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Put back' }).click();
  await expect(page.getByText('Nothing waits to be deleted')).toBeVisible();
  expect(fake.inputsOf('quarantine.undelete')).toEqual([{ id: 'q2' }, { id: 'q9' }]);
  expect(fake.inputsOf('quarantine.purge')).toEqual([]);
});

test('deleting for good says that there is no way back', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await goTo(page, 'Quarantine');
  await page.getByRole('tab', { name: 'Deleted (1)' }).click();
  await page.getByRole('button', { name: 'crack.exe', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete for good…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete this file for good, now?' });
  await expect(dialog).toContainText('This cannot be undone');
  await expect(dialog).toContainText('does not claim to wipe the disk');
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await expect(page.getByText('Nothing waits to be deleted')).toBeVisible();
  expect(fake.inputsOf('quarantine.purge')).toEqual([{ id: 'q9' }]);
});

test('the allowed files are listed with their reasons, and each can be revoked', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await goTo(page, 'Quarantine');
  await page.getByRole('tab', { name: 'Allowed files (1)' }).click();
  const row = page.getByRole('row', { name: /my-own-tool\.exe/ });
  await expect(row).toContainText('I built it myself');
  await expect(row).toContainText('You revoke it');
  await expectAccessible(page);
  await row.getByRole('button', { name: /Revoke/ }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('It is scanned again right away.');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Revoke', exact: true }).click();
  await expect(page.getByText('No file is allowed')).toBeVisible();
  expect(fake.inputsOf('allow.revoke')).toEqual([{ id: 'a1' }]);
});

test('in a narrow window an allowed file’s signature and reason stand below its name, and a long reason is told whole when asked', async ({
  page,
  openWindow,
}) => {
  await page.setViewportSize({ width: 640, height: 400 });
  const reason = 'It is the tool of our own workshop. '.repeat(12).trim();
  const [entry] = appState().allowed;
  if (entry === undefined) throw new Error('The fixture allows a file');
  await openWindow({ state: { allowed: [{ ...entry, reason }] } });
  await page.getByRole('navigation').getByRole('button').nth(2).click();
  await page.getByRole('tab', { name: 'Allowed files (1)' }).click();
  const [file, revoke] = [page.getByRole('cell').first(), page.getByRole('button', { name: /Revoke/ })];
  await expect(file).toContainText('Win.Tool.Packed-77');
  await expect(file).toContainText('the tool of our own workshop');
  expect((await file.boundingBox())?.height).toBeLessThan(140);
  await expect(revoke).toBeInViewport({ ratio: 1 });
  await expectAccessible(page);
  await revoke.click();
  await expect(page.getByRole('dialog')).toContainText(reason);
});

test('before a restore today’s signatures can be asked, and the terms of trust be named', async ({
  page,
  openWindow,
}) => {
  const fake = await openWindow();
  await goTo(page, 'Quarantine');
  await page.getByRole('checkbox', { name: 'Select keygen.exe' }).check();
  await page.getByRole('button', { name: 'Restore…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Ask today’s signatures' }).click();
  await expect(dialog.getByText('Today’s signatures still call it Win.Trojan.Agent-1388727.')).toBeVisible();
  fake.answer({
    'quarantine.rescan': async () =>
      ok({
        at: new Date().toISOString(),
        verdict: 'clean',
        reason: null,
        signature: null,
        signatureVersion: null,
        detail: '',
      }),
  });
  await dialog.getByRole('button', { name: 'Ask today’s signatures' }).click();
  await expect(dialog.getByText('Today’s signatures no longer detect anything in it.')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Why do you trust this?' }).fill('Our own keygen');
  await dialog.getByRole('combobox', { name: 'Leave alone' }).selectOption('For a week');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Restore file' }).click();
  await expect(dialog).toBeHidden();
  const [asked] = fake.inputsOf('quarantine.restore') as readonly { reason: string; expiresAt: string }[];
  expect(asked?.reason).toBe('Our own keygen');
  const days = (Date.parse(asked?.expiresAt ?? '') - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(6.9);
  expect(days).toBeLessThan(7.1);
});

test('a report names what is needed, and the file is handed out only after its danger was understood', async ({
  page,
  openWindow,
}) => {
  const fake = await openWindow({
    prepare: ({ answer }) => answer({ 'quarantine.export': async () => ok({ path: '/tmp/keygen.exe.zip' }) }),
  });
  await goTo(page, 'Quarantine');
  await page.getByRole('button', { name: 'keygen.exe', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Report or export…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Is the engine wrong?' });
  await expect(dialog).toContainText('https://www.clamav.net/reports/fp');
  // The drawer it was opened from is on its way out.
  await expect(page.getByRole('dialog')).toHaveCount(1);
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Copy these facts' }).click();
  const [copied] = fake.inputsOf('desktop.copyText') as readonly { text: string }[];
  expect(copied?.text).toMatch(/clamav\.net.*\nWin\.Trojan\.Agent-1388727\n[0-9a-f]{64}/);
  const exportButton = dialog.getByRole('button', { name: 'Export as a zip…' });
  await expect(exportButton).toBeDisabled();
  await dialog.getByRole('checkbox', { name: 'I know what I am doing' }).check();
  await exportButton.click();
  await expect(page.getByText('Exported to /tmp/keygen.exe.zip. The password is “infected”.')).toBeVisible();
});

test('the details tell an item’s story and its other names', async ({ page, openWindow }) => {
  const linked = item('q1', { otherNames: 1, attributes: 'not-kept', origin: 'https://files.example.org' });
  await openWindow({
    state: { quarantine: [linked] },
    prepare: ({ answer }) =>
      answer({
        'quarantine.show': async () =>
          ok({
            ...linked,
            otherPlaces: [{ path: '/srv/share/second-name.exe' }],
            history: [
              { at: linked.at, what: 'stored', detail: '' },
              { at: new Date().toISOString(), what: 'restore-failed', detail: 'There is already a file.' },
            ],
          }),
      }),
  });
  await goTo(page, 'Quarantine');
  await page.getByRole('button', { name: 'q1.exe', exact: true }).click();
  const drawer = page.getByRole('dialog');
  await expect(drawer).toContainText('It still holds the same content.');
  await expect(drawer).toContainText('/srv/share/second-name.exe');
  await expect(drawer).toContainText('https://files.example.org');
  await expect(drawer).toContainText('Not kept');
  await expect(drawer.getByRole('listitem').nth(1)).toContainText('Restoring failed');
  await expect(drawer.getByRole('listitem').nth(1)).toContainText('There is already a file.');
  await expectAccessible(page);
});

test('what is kept, and for how long, is set in the settings', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await goTo(page, 'Settings');
  const section = page.getByRole('region', { name: 'Quarantine' });
  await section.getByRole('textbox', { name: 'Deleted files can be put back for' }).fill('48');
  await page.keyboard.press('Enter');
  await section.getByRole('switch', { name: 'Never delete by itself' }).click();
  await expect(section.getByRole('textbox', { name: 'Delete what is older than' })).toHaveValue('90 days');
  const days = section.getByRole('textbox', { name: 'Delete what is older than' });
  await days.fill('1');
  await expect(days).toHaveValue('1 day');
  await days.fill('90');
  await section.getByRole('switch', { name: 'Warn when it grows large' }).click();
  await section.getByRole('switch', { name: 'Leave a note where a file was' }).click();
  await expect
    .poll(() => fake.inputsOf('settings.update'))
    .toEqual([
      { quarantine: { graceHours: 48 } },
      { quarantine: { keepDays: 90 } },
      { quarantine: { warnAboveMiB: null } },
      { quarantine: { leaveNote: true } },
    ]);
});
