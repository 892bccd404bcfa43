import type { Page } from '@playwright/test';
import type { ScanRecord } from '../../contract/verdicts.ts';
import type { FakeBridge } from './fake-bridge.ts';
import { ago, record, withAppearance } from './fixtures.ts';
import { expect, expectAccessible, goTo, openMenuByKeyboard, test } from './window-test.ts';

const history: readonly ScanRecord[] = [
  record(6, { path: '/d/apple.pdf', size: 300 }),
  record(5, { path: '/d/pear.exe', size: 68, verdict: 'infected', signature: 'Win.B', action: 'quarantined' }),
  record(4, { path: '/c/fig.zip', size: null, verdict: 'unscannable', reason: 'encrypted', acknowledged: true }),
  record(3, { path: '/c/cherry.pdf', size: 9000, origin: 'https://b.example.org/cherry.pdf' }),
  record(2, { path: '/c/plum.pdf', size: 300, origin: 'https://a.example.org/plum.pdf' }),
  record(1, { path: '/d/kiwi.pdf', size: 1 }),
];

const rows = (page: Page) => page.getByTestId('records').getByRole('button');
const heading = (page: Page, name: string) => page.getByRole('columnheader', { name, exact: true });
const names = (page: Page) => rows(page).allTextContents();
const ordersAsked = (fake: FakeBridge) =>
  fake.inputsOf('history.list').map((input) => (input as { readonly order?: unknown }).order);

test.use({ viewport: { width: 1280, height: 800 } });

test('a press on a heading sorts by it, another turns the order round, and it says so', async ({
  page,
  openWindow,
}) => {
  const fake = await openWindow({ history });
  await goTo(page, 'Activity');
  await expect(rows(page)).toHaveText(['apple.pdf', 'pear.exe', 'fig.zip', 'cherry.pdf', 'plum.pdf', 'kiwi.pdf']);
  await expect(heading(page, 'Time')).toHaveAttribute('aria-sort', 'descending');

  const size = heading(page, 'Size').getByRole('button');
  await size.click();
  await expect(rows(page)).toHaveText(['cherry.pdf', 'apple.pdf', 'plum.pdf', 'pear.exe', 'kiwi.pdf', 'fig.zip']);
  await expect(heading(page, 'Size')).toHaveAttribute('aria-sort', 'descending');
  await expect(heading(page, 'Time')).toHaveAttribute('aria-sort', 'none');
  await size.click();
  await expect(rows(page)).toHaveText(['kiwi.pdf', 'pear.exe', 'plum.pdf', 'apple.pdf', 'cherry.pdf', 'fig.zip']);
  await expect(heading(page, 'Size')).toHaveAttribute('aria-sort', 'ascending');

  // By keyboard alone; the focus stays where it is.
  await heading(page, 'Verdict').getByRole('button').focus();
  await page.keyboard.press('Enter');
  await expect(rows(page).first()).toHaveText('pear.exe');
  await expect(heading(page, 'Verdict').getByRole('button')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect(rows(page)).toHaveText(['apple.pdf', 'cherry.pdf', 'fig.zip', 'kiwi.pdf', 'pear.exe', 'plum.pdf']);
  await heading(page, 'Folder').getByRole('button').click();
  await expect(rows(page)).toHaveText(['fig.zip', 'cherry.pdf', 'plum.pdf', 'apple.pdf', 'pear.exe', 'kiwi.pdf']);
  await heading(page, 'Time').getByRole('button').click();
  await expect(rows(page).first()).toHaveText('apple.pdf');
  expect(ordersAsked(fake)).toEqual([
    undefined,
    { key: 'size', direction: 'descending' },
    { key: 'size', direction: 'ascending' },
    { key: 'verdict', direction: 'descending' },
    { key: 'name', direction: 'ascending' },
    { key: 'folder', direction: 'ascending' },
    undefined,
  ]);
});

test('the order outlasts filters, and a long list is paged in it', async ({ page, openWindow }) => {
  const long = Array.from({ length: 600 }, (_, index) =>
    record(600 - index, { at: ago(index), size: ((index * 7) % 300) * 10, path: `/d/n${600 - index}.bin` }),
  );
  const fake = await openWindow({ history: long });
  await goTo(page, 'Activity');
  await heading(page, 'Size').getByRole('button').click();
  await expect(rows(page).first()).toContainText('n343.bin');
  const list = page.getByTestId('records');
  for (let pages = 3; pages <= 4; pages += 1) {
    await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await expect.poll(() => fake.inputsOf('history.list').length).toBeGreaterThanOrEqual(pages);
  }
  await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await expect(rows(page).last()).toContainText('n300.bin');
  expect(await rows(page).count()).toBeLessThan(60);
  await page.getByRole('textbox', { name: 'Search names and signatures' }).fill('n57');
  await expect(page.getByText('11 results')).toBeVisible();
  await expect(rows(page).first()).toContainText('n570.bin');
  await expect(heading(page, 'Size')).toHaveAttribute('aria-sort', 'descending');
  expect(await list.evaluate(({ scrollTop }) => scrollTop)).toBe(0);
});

test('under another order new results are counted, not shown, and come in their places at a press', async ({
  page,
  openWindow,
}) => {
  const fake = await openWindow({ history });
  await goTo(page, 'Activity');
  await heading(page, 'Name').getByRole('button').click();
  await expect(rows(page).first()).toHaveText('apple.pdf');
  const before = await names(page);
  const later = record(8, { at: ago(0), path: '/d/banana.exe', verdict: 'failed', reason: 'no-reply' });
  await fake.push({}, [record(7, { at: ago(0), path: '/d/zebra.pdf' }), later]);
  const pill = page.getByRole('button', { name: '2 new results' });
  await expect(pill).toBeVisible();
  expect(await names(page)).toEqual(before);
  await expect(page.getByText('8 results')).toBeVisible();

  // One that is tried again is no other result; a row that is shown changes in its place.
  await fake.push({}, [
    { ...later, at: ago(-1) },
    { ...record(2, { path: '/c/plum.pdf' }), verdict: 'suspicious' },
  ]);
  await expect(rows(page).last()).toHaveAccessibleName(/^Suspicious plum\.pdf/);
  await expect(pill).toBeVisible();
  await pill.press('Enter');
  await expect(rows(page)).toHaveText([
    'apple.pdf',
    'banana.exe',
    'cherry.pdf',
    'fig.zip',
    'kiwi.pdf',
    'pear.exe',
    'plum.pdf',
    'zebra.pdf',
  ]);
  await expect(pill).toHaveCount(0);
  await expect(heading(page, 'Name')).toHaveAttribute('aria-sort', 'ascending');
  await expect(rows(page).first()).toBeFocused();
});

test('of the new results, only those that fit the filters are counted', async ({ page, openWindow }) => {
  const fake = await openWindow({ history });
  await goTo(page, 'Activity');
  await heading(page, 'Size').getByRole('button').click();
  await page.getByRole('button', { name: 'Infected', exact: true }).click();
  await expect(rows(page)).toHaveText(['pear.exe']);
  await fake.push({}, [record(7), record(8, { verdict: 'infected', signature: 'X', action: 'quarantined' })]);
  await expect(page.getByRole('button', { name: '1 new result', exact: true })).toBeVisible();
});

test('columns are chosen by keyboard, kept in the settings, and have their values', async ({ page, openWindow }) => {
  const fake = await openWindow({ history });
  await goTo(page, 'Activity');
  await expect(heading(page, 'Origin')).toHaveCount(0);
  const view = page.getByRole('button', { name: 'View', exact: true });
  await openMenuByKeyboard(page, view);
  const item = (name: string) => page.getByRole('menuitemcheckbox', { name, exact: true });
  await expect(item('Finding')).toBeChecked();
  await item('Origin').focus();
  await page.keyboard.press('Space');
  await expect(item('Origin')).toBeChecked();
  await item('Folder').focus();
  await page.keyboard.press('Enter');
  await expect(item('Folder')).not.toBeChecked();
  await page.keyboard.press('Escape');
  await expect(view).toBeFocused();
  expect(fake.inputsOf('settings.update')).toEqual([
    { appearance: { activityColumns: ['finding', 'folder', 'size', 'origin'] } },
    { appearance: { activityColumns: ['finding', 'size', 'origin'] } },
  ]);
  await expect(heading(page, 'Folder')).toHaveCount(0);
  const cherry = page.getByRole('row', { name: /cherry/ });
  await expect(cherry.getByRole('cell', { name: 'b.example.org' })).toBeVisible();
  await expect(cherry.getByRole('cell', { name: '9 kB' })).toBeVisible();
  await heading(page, 'Origin').getByRole('button').click();
  await expect(rows(page)).toHaveText(['plum.pdf', 'cherry.pdf', 'apple.pdf', 'pear.exe', 'fig.zip', 'kiwi.pdf']);
});

test('columns that cannot be kept come back as they were', async ({ page, openWindow }) => {
  await openWindow({
    history,
    prepare: ({ answer }) =>
      answer({ 'settings.update': async () => ({ ok: false, error: { code: 'io', message: 'disk' } }) }),
  });
  await goTo(page, 'Activity');
  await page.getByRole('button', { name: 'View', exact: true }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Engine' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByRole('menuitemcheckbox', { name: 'Engine' })).not.toBeChecked();
});

test('what is not shown can be sorted by from the menu', async ({ page, openWindow }) => {
  const fake = await openWindow({ history });
  await goTo(page, 'Activity');
  await page.getByRole('button', { name: 'View', exact: true }).click();
  await page.getByRole('menuitemradio', { name: 'Origin' }).click();
  await page.getByRole('menuitemradio', { name: 'Descending' }).click();
  await expect(rows(page).first()).toHaveText('cherry.pdf');
  expect(ordersAsked(fake).at(-1)).toEqual({ key: 'origin', direction: 'descending' });
});

const everyColumn = (language: 'en' | 'ar') =>
  withAppearance({
    language,
    activityColumns: ['finding', 'folder', 'size', 'origin', 'trigger', 'duration', 'engine'],
  });

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`In the ${colorScheme} scheme`, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });
    for (const language of ['en', 'ar'] as const) {
      test(`everybody can use every column, their headings and the menu in ${language}`, async ({
        page,
        openWindow,
      }) => {
        await openWindow({ history, state: everyColumn(language) });
        await page.getByRole('navigation').getByRole('button').nth(1).click();
        await page.locator('th[data-column="size"] button').click();
        await expect(rows(page).first()).toHaveText('cherry.pdf');
        await expectAccessible(page);
        await page.locator('search [aria-haspopup="menu"]').click();
        await expect(page.getByRole('menu')).toBeVisible();
        await expectAccessible(page);
      });
    }
  });
}

for (const [about, width] of [
  ['1280', 1280],
  ['800', 800],
  ['640 (200 % zoom)', 640],
] as const) {
  for (const language of ['en', 'ar'] as const) {
    test.describe(`at ${about} wide in ${language}`, () => {
      test.use({ viewport: { width, height: 600 } });
      test('headings stand above their columns, rows are of one height, and nothing goes over the edge', async ({
        page,
        openWindow,
      }) => {
        await openWindow({ state: everyColumn(language) });
        await page.getByRole('navigation').getByRole('button').nth(1).click();
        await expect(rows(page).first()).toBeVisible();
        const found = await page.evaluate(() => {
          const box = (element: Element) => element.getBoundingClientRect();
          const isRightToLeft = document.documentElement.dir === 'rtl';
          const start = (element: Element) => (isRightToLeft ? -box(element).right : box(element).left);
          const lines = [...document.querySelectorAll('tbody tr')];
          const frame = document.querySelector('table');
          const crooked = [...document.querySelectorAll('th[data-column]')].flatMap((head) => {
            const column = head.getAttribute('data-column') ?? '';
            const cells = lines.flatMap((line) => [
              ...line.querySelectorAll(`td[data-column="${column}"]:not([data-below])`),
            ]);
            return cells.some((cell) => Math.abs(start(cell) - start(head)) > 1) ? [column] : [];
          });
          const over = [...document.querySelectorAll('td, th')].filter(
            (cell) =>
              frame !== null && (box(cell).left < box(frame).left - 1 || box(cell).right > box(frame).right + 1),
          );
          const cut = [
            ...document.querySelectorAll('td:is([data-column="size"], [data-column="duration"]) > *'),
          ].filter((text) => text.scrollWidth > text.clientWidth);
          return {
            cut: cut.length,
            crooked,
            over: over.length,
            heights: [...new Set(lines.map((line) => box(line).height))],
            sideways: [document.documentElement, document.querySelector('main'), document.querySelector('tbody')].some(
              (element) => element !== null && element.scrollWidth > element.clientWidth,
            ),
          };
        });
        expect(found).toEqual({ cut: 0, crooked: [], over: 0, heights: [54], sideways: false });
      });
    });
  }
}
