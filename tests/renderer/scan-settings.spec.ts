import { expect, expectAccessible, goTo, test } from './window-test.ts';

test('a schedule is set, shows when it runs next, and is taken back', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await goTo(page, 'Settings');
  const section = page.getByRole('region', { name: 'Full scans' });
  await section.getByLabel('Scan everything').selectOption('Every week');
  await section.getByLabel('Day').selectOption('Wednesday');
  await section.getByLabel('Time').fill('21:30');
  await section.getByLabel('Time').blur();
  await expect
    .poll(() => fake.inputsOf('settings.update'))
    .toEqual([
      { scans: { schedule: { every: 'week' } } },
      { scans: { schedule: { weekday: 3 } } },
      { scans: { schedule: { time: '21:30' } } },
    ]);
  await fake.push({
    fullScans: { full: null, last: null, next: { at: '2030-01-02T21:30:00.000Z', waitsForPower: false }, again: null },
  });
  await expect(section).toContainText('Next scan: Jan 2, 2030');
  await expectAccessible(page);
  await page.screenshot({ path: test.info().outputPath('schedule.png') });
  await fake.push({
    fullScans: { full: null, last: null, next: { at: '2030-01-02T21:30:00.000Z', waitsForPower: true }, again: null },
  });
  await expect(section).toContainText('The next scan begins when the computer is plugged in.');
  await section.getByLabel('Scan everything').selectOption('Only when I ask for it');
  await expect(section.getByLabel('Time')).toBeHidden();
});

test('the user says how known files are scanned again, and whether that waits for mains power', async ({
  page,
  openWindow,
}) => {
  const fake = await openWindow();
  await goTo(page, 'Settings');
  const section = page.getByRole('region', { name: 'Full scans' });
  await expect(section.getByRole('radio', { name: /one by one/ })).toBeChecked();
  await section.getByRole('radio', { name: /as fast as possible/ }).click();
  await section.getByRole('switch', { name: 'Wait for mains power' }).click();
  await expect
    .poll(() => fake.inputsOf('settings.update'))
    .toEqual([{ scans: { again: 'at-once' } }, { scans: { waitForPower: false } }]);
});

test('files scanned again with new signatures show on the overview, and a finding says since when it was clean', async ({
  page,
  openWindow,
}) => {
  const fake = await openWindow();
  await fake.push({ fullScans: { full: null, last: null, next: null, again: { files: 120, total: 4_000 } } });
  await expect(page.getByText('New signatures: 120 of 4,000 known files scanned again so far.')).toBeVisible();
});
