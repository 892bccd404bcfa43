import { expect, goTo, test } from './window-test.ts';

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
