import type { Page } from '@playwright/test';
import { ago, record } from './fixtures.ts';
import { expect, goTo, test } from './window-test.ts';

const rows = (page: Page) => page.getByTestId('records').getByRole('button');
const many = Array.from({ length: 600 }, (_, index) => record(600 - index, { at: ago(index) }));
const infected = { verdict: 'infected', signature: 'X', action: 'quarantined' } as const;

test('nothing moves under the pointer: what arrives waits until it rests or is elsewhere', async ({
  page,
  openWindow,
}) => {
  await page.clock.install();
  const fake = await openWindow({ history: many });
  await goTo(page, 'Activity');
  await expect(rows(page).first()).toContainText('file-600.pdf');
  await page.clock.pauseAt(Date.now() + 60_000);
  await rows(page).nth(2).hover();
  await fake.push({}, [record(601), record(602)]);
  const pill = page.getByRole('button', { name: '2 new results' });
  await expect(pill).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'New results wait above the list.' })).toHaveCount(1);
  await expect(rows(page).nth(2)).toContainText('file-598.pdf');
  await pill.hover();
  await expect(pill).toBeVisible();
  await page.getByRole('heading', { level: 1 }).hover();
  await expect(rows(page).first()).toContainText('file-602.pdf');
  await expect(pill).toHaveCount(0);

  await rows(page).nth(2).hover();
  await fake.push({}, [record(603)]);
  await page.clock.runFor(1000);
  await expect(page.getByRole('button', { name: '1 new result' })).toBeVisible();
  await page.clock.runFor(2000);
  await expect(rows(page).first()).toContainText('file-603.pdf');
});

test('what was found today says its day after midnight', async ({ page, openWindow }) => {
  await page.clock.install({ time: new Date(2026, 2, 4, 23, 59, 30) });
  await openWindow({ history: [record(1, { at: new Date(2026, 2, 4, 23, 58, 5).toISOString() })] });
  await goTo(page, 'Activity');
  const time = page.getByTestId('records').locator('time');
  await expect(time).toHaveText('11:58:05\u202fPM');
  await page.clock.runFor(60_000);
  await expect(time).toHaveText('Mar 4, 11:58\u202fPM');
});

test('what was found on the day before says its day, too, when the machine slept over midnight', async ({
  page,
  openWindow,
}) => {
  await page.clock.install({ time: new Date(2026, 2, 4, 20, 0, 0) });
  await openWindow({ history: [record(1, { at: new Date(2026, 2, 4, 19, 58, 5).toISOString() })] });
  await goTo(page, 'Activity');
  const time = page.getByTestId('records').locator('time');
  await expect(time).toHaveText('7:58:05\u202fPM');
  // Timers stand still meanwhile.
  await page.clock.setSystemTime(new Date(2026, 2, 5, 8, 0, 0));
  await page.clock.runFor(60_000);
  await expect(time).toHaveText('Mar 4, 7:58\u202fPM');
});

test('the focus stays with its row while others arrive above, and the keys go on from there', async ({
  page,
  openWindow,
}) => {
  const fake = await openWindow({ history: many });
  await goTo(page, 'Activity');
  await rows(page).nth(1).focus();
  await fake.push(
    {},
    Array.from({ length: 60 }, (_, index) => record(601 + index)),
  );
  await expect(rows(page).first()).toContainText('file-660.pdf');
  const focused = page.locator(':focus');
  await expect(focused).toContainText('file-599.pdf');
  await page.keyboard.press('ArrowDown');
  await expect(focused).toContainText('file-598.pdf');
  await expect(focused).toBeInViewport();
});

test('a list without a row shows what arrives for it, in every order and wherever the last one was scrolled', async ({
  page,
  openWindow,
}) => {
  const fake = await openWindow({ history: many });
  await goTo(page, 'Activity');
  await page.getByTestId('records').evaluate((element) => element.scrollTo(0, 2000));
  await expect(rows(page).first()).not.toContainText('file-600.pdf');
  await page.getByRole('button', { name: 'Infected', exact: true }).click();
  await expect(page.getByText('Nothing matches these filters')).toBeVisible();
  await fake.push({}, [record(601, infected)]);
  await expect(rows(page)).toHaveText(['file-601.pdf']);

  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
  await page.getByRole('button', { name: 'Infected', exact: true }).click();
  await page.getByRole('button', { name: 'Suspicious', exact: true }).click();
  await expect(page.getByText('Nothing matches these filters')).toBeVisible();
  await fake.push({}, [record(602, { ...infected, verdict: 'suspicious' })]);
  await expect(rows(page)).toHaveText(['file-602.pdf']);
});

test('an old finding that is marked as seen does not become the latest arrival', async ({ page, openWindow }) => {
  const old = record(3, { verdict: 'unscannable', reason: 'encrypted', path: '/d/old.zip' });
  const history = many.map((known) => (known.id === old.id ? old : known));
  const fake = await openWindow({ state: { recent: history.slice(0, 200) }, history });
  await expect(page.getByRole('button', { name: /file-600/ })).toBeVisible();
  await fake.push({}, [{ ...old, acknowledged: true }, record(601)]);
  await expect(page.getByRole('button', { name: /file-601/ })).toBeVisible();
  await expect(page.getByText('old.zip')).toHaveCount(0);
  await goTo(page, 'Activity');
  await fake.push({}, [{ ...old, acknowledged: true }, record(602)]);
  await expect(rows(page).first()).toContainText('file-602.pdf');
  await expect(rows(page).nth(1)).toContainText('file-601.pdf');
});
