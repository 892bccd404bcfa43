import { expect, expectAccessible, goTo, test } from './window-test.ts';

test('each kind of notification has a switch, and quiet hours have their two times', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await goTo(page, 'Settings');
  await page.getByRole('switch', { name: /when the engine does not answer/ }).click({ force: true });
  await page.getByRole('switch', { name: /turn out to be infected later/ }).click({ force: true });
  await page.getByRole('switch', { name: /signatures are too old/ }).click({ force: true });
  await expect
    .poll(() => fake.inputsOf('settings.update'))
    .toEqual([
      { notifications: { engineDown: false } },
      { notifications: { turnedBad: false } },
      { notifications: { signaturesStale: false } },
    ]);
  await expect(page.getByLabel('From', { exact: true })).toBeHidden();
  await page.getByRole('switch', { name: 'Quiet hours' }).click({ force: true });
  await page.getByLabel('From', { exact: true }).fill('21:30');
  await page.getByLabel('Until', { exact: true }).fill('06:15');
  await page.getByLabel('Until', { exact: true }).blur();
  await expect
    .poll(() => fake.inputsOf('settings.update').slice(3))
    .toEqual([
      { notifications: { quietHours: { from: '22:00', to: '07:00' } } },
      { notifications: { quietHours: { from: '21:30', to: '07:00' } } },
      { notifications: { quietHours: { from: '21:30', to: '06:15' } } },
    ]);
  await expectAccessible(page);
});
