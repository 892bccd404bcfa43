import { fail, ok } from '../../contract/result.ts';
import { item } from './fixtures.ts';
import { expect, goTo, test } from './window-test.ts';

test('restoring says what it means and asks main for exactly that', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await goTo(page, 'Quarantine');
  await page.getByRole('checkbox', { name: 'Select invoice_2026-11.pdf.exe' }).check();
  await page.getByRole('button', { name: 'Restore…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('The engine calls this file infected: Win.Test.EICAR_HDB-1');
  await expect(dialog).toContainText('/home/mara/Downloads/invoice_2026-11.pdf.exe');
  await dialog.getByRole('checkbox', { name: 'Keep permission to run' }).check();
  await dialog.getByRole('button', { name: 'Restore file' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Restored to /home/mara/Downloads/invoice_2026-11.pdf.exe')).toBeVisible();
  await expect(page.getByText('2 files locked away')).toBeVisible();
  expect(fake.inputsOf('quarantine.restore')).toEqual([{ id: 'q1', keepExec: true, reason: '', expiresAt: null }]);
});

test('a file can be restored to another place', async ({ page, openWindow }) => {
  const fake = await openWindow({
    prepare: ({ answer }) =>
      answer({ 'quarantine.restoreElsewhere': async () => ok({ path: '/tmp/elsewhere.exe', attributesLost: false }) }),
  });
  await goTo(page, 'Quarantine');
  await page.getByRole('button', { name: 'keygen.exe', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Restore…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Restore this file?' });
  await dialog.getByRole('radio', { name: 'Another place…' }).check();
  await dialog.getByRole('button', { name: 'Choose place…' }).click();
  await expect(page.getByText('Restored to /tmp/elsewhere.exe')).toBeVisible();
  expect(fake.inputsOf('quarantine.restoreElsewhere')).toEqual([
    { id: 'q2', keepExec: false, reason: '', expiresAt: null },
  ]);
  expect(fake.inputsOf('quarantine.restore')).toEqual([]);
});

test('deleting asks first, and Cancel deletes nothing', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await goTo(page, 'Quarantine');
  await page.getByRole('checkbox', { name: 'Select keygen.exe' }).check();
  await page.getByRole('button', { name: 'Delete…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('can be put back until then');
  await expect(dialog).toContainText('does not claim to wipe the disk');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  expect(fake.inputsOf('quarantine.delete')).toEqual([]);

  await page.getByRole('checkbox', { name: 'Select keygen.exe' }).check();
  await page.getByRole('button', { name: 'Delete…' }).click();
  await dialog.getByRole('button', { name: 'Delete file' }).click();
  await expect(page.getByText('2 files locked away')).toBeVisible();
  expect(fake.inputsOf('quarantine.delete')).toEqual([{ id: 'q2' }]);
});

test('deleting several gives a result for each', async ({ page, openWindow }) => {
  const fake = await openWindow({
    prepare: ({ answer }) =>
      answer({
        'quarantine.delete': async ({ id }) => (id === 'q2' ? fail('io', 'disk error') : ok(item(id))),
      }),
  });
  await goTo(page, 'Quarantine');
  await page.getByRole('checkbox', { name: 'Select all shown' }).check();
  await expect(page.getByText('3 selected')).toBeVisible();
  await page.getByRole('button', { name: 'Delete…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Delete 3 files' }).click();
  const results = dialog.getByRole('list', { name: 'Result for each file' }).getByRole('listitem');
  await expect(results.filter({ hasText: 'keygen.exe' })).toContainText('reported an error');
  await expect(results.filter({ hasText: 'old macro.docm' })).toContainText('Deleted');
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  expect(fake.inputsOf('quarantine.delete')).toHaveLength(3);
});

test('a damaged item is shown as such and cannot be restored', async ({ page, openWindow }) => {
  await openWindow();
  await goTo(page, 'Quarantine');
  await expect(page.getByRole('row', { name: /old macro/ })).toContainText('Damaged');
  await page.getByRole('button', { name: 'old macro.docm', exact: true }).click();
  const drawer = page.getByRole('dialog');
  await expect(drawer).toContainText('It cannot be restored.');
  await expect(drawer.getByRole('button', { name: 'Restore…' })).toBeDisabled();
});

test('the search finds items by name and signature', async ({ page, openWindow }) => {
  await openWindow();
  await goTo(page, 'Quarantine');
  await page.getByRole('textbox', { name: 'Search names and signatures' }).fill('dropper');
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.getByRole('textbox', { name: 'Search names and signatures' }).fill('nothing like it');
  await expect(page.getByText('Nothing matches this search')).toBeVisible();
});

test('a notification opens the very item', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await fake.navigate({ view: 'quarantine', quarantineId: 'q2' });
  await expect(page.getByRole('dialog')).toContainText('keygen.exe');
  await fake.navigate({ view: 'activity', recordId: 37 });
  await expect(page.getByRole('dialog')).toContainText('evil⟨RLO⟩gpj.exe');
});

test('many files are deleted without drawing all of them anew after each', async ({ page, openWindow }) => {
  const quarantine = Array.from({ length: 80 }, (_, index) => item(`q${index}`));
  await openWindow({
    state: { quarantine },
    prepare: ({ answer }) => answer({ 'quarantine.delete': async ({ id }) => ok(item(id)) }),
  });
  await goTo(page, 'Quarantine');
  await page.getByRole('checkbox', { name: 'Select all shown' }).check();
  await page.getByRole('button', { name: 'Delete…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete 80 files?' });
  await page.evaluate(() => {
    const counted = { draws: 0 };
    Object.assign(globalThis, { counted });
    new MutationObserver(() => {
      counted.draws += 1;
    }).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributeFilter: ['aria-valuenow'],
    });
  });
  const began = Date.now();
  await dialog.getByRole('button', { name: 'Delete 80 files' }).click();
  await expect(dialog.getByText('Deleted', { exact: true })).toHaveCount(80);
  const draws = await page.evaluate(() => (globalThis as unknown as { counted: { draws: number } }).counted.draws);
  // A few for the dialog and the message at the end, and one each 150 ms.
  expect(draws).toBeLessThan(20 + (Date.now() - began) / 100);
  expect(draws).toBeLessThan(100);
});

test('after a restore or delete from the drawer nothing lies over the page, and the keyboard begins at the top', async ({
  page,
  openWindow,
}) => {
  await openWindow();
  await goTo(page, 'Quarantine');
  for (const [name, ask, confirm] of [
    ['invoice_2026-11.pdf.exe', 'Restore…', 'Restore file'],
    ['keygen.exe', 'Delete…', 'Delete file'],
  ] as const) {
    await page.getByRole('button', { name, exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: ask }).click();
    await page.getByRole('button', { name: confirm }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  }
});

test('Escape closes one layer at a time, and the focus goes back one step', async ({ page, openWindow }) => {
  await openWindow();
  await goTo(page, 'Quarantine');
  const name = page.getByRole('button', { name: 'keygen.exe', exact: true });
  await name.click();
  const drawer = page.getByRole('dialog', { name: 'keygen.exe' });
  for (const ask of ['Restore…', 'Delete…']) {
    await drawer.getByRole('button', { name: ask }).click();
    await expect(page.getByRole('dialog')).toHaveCount(2);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(1);
    await expect(drawer.getByRole('button', { name: ask })).toBeFocused();
  }
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(name).toBeFocused();
});

test('while a place is being chosen the dialog says so, and a cancelled choice leads back to the question', async ({
  page,
  openWindow,
}) => {
  let cancel = (): void => undefined;
  const fake = await openWindow({
    prepare: ({ answer }) =>
      answer({
        'quarantine.restoreElsewhere': () =>
          new Promise((resolve) => {
            cancel = () => resolve(ok(null));
          }),
      }),
  });
  await goTo(page, 'Quarantine');
  await page.getByRole('checkbox', { name: 'Select keygen.exe' }).check();
  await page.getByRole('button', { name: 'Restore…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'Another place…' }).check();
  await dialog.getByRole('button', { name: 'Choose place…' }).click();
  await expect(dialog.getByText('Waiting for your choice…')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Stop' })).toHaveCount(0);
  await expect.poll(() => fake.inputsOf('quarantine.restoreElsewhere')).toHaveLength(1);
  cancel();
  await expect(dialog.getByRole('radio', { name: 'Another place…' })).toBeChecked();
  await expect(dialog.getByRole('button', { name: 'Choose place…' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('button', { name: 'Restore…' })).toBeFocused();
});

test('in a narrow window rows still tell their files apart', async ({ page, openWindow }) => {
  await page.setViewportSize({ width: 800, height: 600 });
  await openWindow();
  await goTo(page, 'Quarantine');
  const row = page.getByRole('row', { name: /invoice_2026-11/ });
  await expect(row.getByText('/home/mara/Downloads')).toBeVisible();
  await expect(row.getByText('Win.Test.EICAR_HDB-1').first()).toBeVisible();
  expect((await row.getByRole('button', { name: 'invoice_2026-11.pdf.exe' }).boundingBox())?.width).toBeGreaterThan(
    120,
  );
  const { scrollWidth, clientWidth } = await page.locator('main').evaluate((element) => element);
  expect(scrollWidth).toBe(clientWidth);
});

test('a button of a notification opens the item with its question, and deletes nothing unasked', async ({
  page,
  openWindow,
}) => {
  const fake = await openWindow();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await fake.navigate({ view: 'quarantine', quarantineId: 'q2', ask: 'delete' });
  await expect(page.getByRole('dialog', { name: 'Delete this file?' })).toContainText('keygen.exe');
  expect(fake.inputsOf('quarantine.delete')).toEqual([]);
});

test('what was locked away in another year says which', async ({ page, openWindow }) => {
  const year = new Date().getFullYear() - 2;
  await openWindow({ state: { quarantine: [item('q1', { at: `${year}-03-05T12:00:00.000Z` })] } });
  await goTo(page, 'Quarantine');
  await expect(page.getByRole('cell', { name: `Mar 5, ${year}` })).toBeVisible();
});
