import { record } from './fixtures.ts';
import { expect, expectAccessible, goTo, test } from './window-test.ts';

test('how long the history goes back is set by keyboard, and may be without limit', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await goTo(page, 'Settings');
  const field = page.getByRole('combobox', { name: 'Keep the history for' });
  await expect(field).toHaveValue('365 days');
  await field.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: 'No limit' }).click();
  await expect(field).toHaveValue('No limit');
  expect(fake.inputsOf('settings.update')).toEqual([{ history: { keepDays: null } }]);
});

test('where a download came from is shown, and narrows the list and its export', async ({ page, openWindow }) => {
  const fake = await openWindow({
    history: [
      record(3, {
        path: '/d/setup.exe',
        origin: 'https://example.org/setup.exe',
        referrer: 'https://blog.example.net/',
      }),
      record(2, { path: '/d/other.pdf', origin: 'https://elsewhere.com/other.pdf' }),
      record(1, { path: '/d/local.txt' }),
    ],
  });
  await goTo(page, 'Activity');
  await page.getByText('setup.exe').click();
  const drawer = page.getByRole('dialog');
  await expect(drawer.getByText('https://example.org/setup.exe')).toBeVisible();
  await expect(drawer.getByText('https://blog.example.net/')).toBeVisible();
  await expectAccessible(page);
  await drawer.getByRole('button', { name: 'Show all from example.org' }).click();
  await expect(page.getByText('other.pdf')).toBeHidden();
  await expect(page.getByText('setup.exe')).toBeVisible();
  await page.getByRole('button', { name: 'Export…' }).click();
  await expect(page.getByText('3 results were written to /home/ada/history.csv.')).toBeVisible();
  expect(fake.inputsOf('history.export')).toEqual([{ originHost: 'example.org' }]);
  await page.getByRole('button', { name: 'From example.org: show results from anywhere' }).click();
  await expect(page.getByText('other.pdf')).toBeVisible();
  await expectAccessible(page);
});
