import { arrivals, record } from './fixtures.ts';
import { expect, expectAccessible, test } from './window-test.ts';

test('the overview tells at which hours files arrive and from where, in tables for who does not see charts', async ({
  page,
  openWindow,
}) => {
  const fake = await openWindow();
  const hours = page.getByRole('table', { name: 'Arrivals of the last 14 days by the hour of the day' });
  await expect(hours.getByRole('row')).toHaveCount(25);
  await expect(hours.getByRole('row', { name: '9:00 AM 51' })).toBeAttached();
  const origins = page.getByRole('table', { name: 'The hosts most downloads of the last 14 days came from' });
  await expect(origins.getByRole('row', { name: 'files.example.org 212' })).toBeVisible();
  await expectAccessible(page);

  fake.answer({
    'history.arrivals': async () => ({
      ok: true,
      value: { ...arrivals, origins: [{ host: 'new.example', count: 1 }] },
    }),
  });
  await fake.push({}, [record(77)]);
  await expect(origins.getByRole('row', { name: 'new.example 1' })).toBeVisible();
});

test('before anything has arrived the charts say what they will show', async ({ page, openWindow }) => {
  await openWindow({
    prepare: ({ answer }) =>
      answer({
        'history.arrivals': async () => ({ ok: true, value: { hours: arrivals.hours.map(() => 0), origins: [] } }),
      }),
  });
  await expect(page.getByText('No arrivals yet')).toBeVisible();
  await expect(page.getByText('No origin is known')).toBeVisible();
});
