import type { Page } from '@playwright/test';
import { fail, ok } from '../../contract/result.ts';
import { noVerdicts } from '../../contract/verdicts.ts';
import { record, withAppearance } from './fixtures.ts';
import { figures, noFigures } from './verdict-figures.ts';
import { expect, expectAccessible, test } from './window-test.ts';

const chart = (page: Page) => page.getByRole('region', { name: 'Verdicts' });
const days = 'Verdicts of the last 14 days, one row a day';
const weeks = 'Verdicts of the last 13 weeks, one row a week';
const months = 'Verdicts of the last 12 months, one row a month';

/** How many bars of the chart can be seen. */
const seenBars = async (page: Page): Promise<number> => {
  const bars = await page.locator('.recharts-wrapper').first().locator('.recharts-bar-rectangle path').all();
  const boxes = await Promise.all(bars.map((bar) => bar.boundingBox()));
  return boxes.filter((box) => box !== null && box.height >= 1).length;
};

test('the chart shows two weeks, and three months or a year by keyboard; its table follows', async ({
  page,
  openWindow,
}) => {
  const fake = await openWindow();
  await expect(chart(page).getByRole('table', { name: days }).getByRole('row')).toHaveCount(15);
  await expect(chart(page).getByRole('columnheader')).toHaveText([
    'Day',
    'Clean',
    'Infected',
    'Suspicious',
    'Not scannable',
  ]);
  const span = page.getByRole('radiogroup', { name: 'Time shown' });
  await span.getByRole('radio', { name: '2 weeks' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(span.getByRole('radio', { name: '3 months' })).toBeChecked();
  await expect(chart(page).getByRole('table', { name: weeks }).getByRole('row')).toHaveCount(14);
  await page.keyboard.press('ArrowRight');
  await expect(span.getByRole('radio', { name: '1 year' })).toBeFocused();
  const table = chart(page).getByRole('table', { name: months });
  await expect(table.getByRole('row')).toHaveCount(13);
  const month = new Intl.DateTimeFormat('en-US', { month: 'long', year: 'numeric' }).format(new Date());
  await expect(table.getByRole('row').last().getByRole('rowheader')).toHaveText(month);
  await expectAccessible(page);
  expect(fake.inputsOf('settings.update')).toEqual([
    { appearance: { chartSpan: 'weeks' } },
    { appearance: { chartSpan: 'months' } },
  ]);
});

test('weeks begin where the user’s begin, and each says from when to when it is', async ({ page, openWindow }) => {
  const fake = await openWindow({
    state: withAppearance({ chartSpan: 'weeks' }),
  });
  const table = chart(page).getByRole('table', { name: weeks });
  await expect(table.getByRole('row')).toHaveCount(14);
  const asked = fake.inputsOf('history.verdicts');
  expect(asked).toEqual([{ span: 'weeks', firstWeekday: 0 }]);
  await expect(table.getByRole('rowheader').first()).toHaveText(/^[A-Z][a-z]{2} \d.* – .*\d, 20\d\d$/);
  await fake.push(withAppearance({ chartSpan: 'weeks', language: 'de' }));
  await expect.poll(() => fake.inputsOf('history.verdicts').at(-1)).toEqual({ span: 'weeks', firstWeekday: 1 });
});

test('figures that begin within the span say since when, and what was before is not called nothing', async ({
  page,
  openWindow,
}) => {
  await openWindow({
    state: withAppearance({ chartSpan: 'months' }),
    prepare: ({ answer }) =>
      answer({
        'history.verdicts': async (query) => {
          const counted = figures(query);
          return ok({ ...counted, since: `${counted.bars.at(-3)?.from.slice(0, 8)}17` });
        },
      }),
  });
  await expect(chart(page).getByText(/^Figures begin on [A-Z][a-z]+ 17, 20\d\d\.$/)).toBeVisible();
  await expect(chart(page).getByRole('table', { name: months }).getByRole('row')).toHaveCount(4);
  await expectAccessible(page);
});

test('figures that begin before the span say nothing of it', async ({ page, openWindow }) => {
  await openWindow();
  await expect(chart(page).getByRole('table')).toBeAttached();
  await expect(chart(page).getByText('Figures begin on')).toHaveCount(0);
});

test('a span without verdicts says so, tells of those before it, and another one can be chosen', async ({
  page,
  openWindow,
}) => {
  await openWindow({
    prepare: ({ answer }) =>
      answer({
        'history.verdicts': async (query) =>
          ok(query.span === 'days' ? noFigures(query, '2020-02-03') : figures(query)),
      }),
  });
  await expect(chart(page).getByText('No verdicts in this time')).toBeVisible();
  await expect(chart(page).getByText('Figures begin on Feb 3, 2020.')).toBeVisible();
  await chart(page).getByText('3 months').click();
  await expect(chart(page).getByRole('table', { name: weeks })).toBeAttached();
});

test('before any verdict the chart says what it will show', async ({ page, openWindow }) => {
  await openWindow({ history: [], state: { recent: [] } });
  await expect(chart(page).getByText('No verdicts yet')).toBeVisible();
});

test('a span that cannot be counted says so, and the next that can be is shown', async ({ page, openWindow }) => {
  await openWindow({
    prepare: ({ answer }) =>
      answer({
        'history.verdicts': async (query) =>
          query.span === 'days' ? fail('internal', 'disk I/O error') : ok(figures(query)),
      }),
  });
  await expect(chart(page).getByText('The history could not be loaded.')).toBeVisible();
  await chart(page).getByText('1 year').click();
  await expect(chart(page).getByRole('table', { name: months })).toBeAttached();
});

test('verdicts that come are counted in a while later', async ({ page, openWindow }) => {
  const fake = await openWindow();
  const today = chart(page).getByRole('table').getByRole('row').last().getByRole('cell').first();
  await expect(today).toHaveText('38');
  fake.answer({
    'history.verdicts': async (query) =>
      ok(figures(query, (counts, _, isLast) => (isLast ? { ...counts, clean: 39 } : counts))),
  });
  await fake.push({}, [record(77)]);
  await expect(today).toHaveText('39', { timeout: 10_000 });
});

test('the chart shows a verdict on the days that had it, and on no other', async ({ page, openWindow }) => {
  await openWindow({
    prepare: ({ answer }) =>
      answer({
        'history.verdicts': async (query) =>
          ok(figures(query, (_, index) => ({ ...noVerdicts, clean: 4_000, infected: index === 3 ? 1 : 0 }))),
      }),
  });
  await expect.poll(() => seenBars(page)).toBe(15);
});

test('the names of all five verdicts stay within the card, however long they are', async ({ page, openWindow }) => {
  await openWindow({
    state: withAppearance({ language: 'es' }),
    prepare: ({ answer }) =>
      answer({
        'history.verdicts': async (query) => ok(figures(query, (counts) => ({ ...counts, failed: 2 }))),
      }),
  });
  const card = page.getByRole('region', { name: 'Veredictos' });
  await expect(card.locator('li')).toHaveText(['Limpio', 'Infectado', 'Sospechoso', 'No analizable', 'En espera']);
  const [last, whole] = await Promise.all([card.locator('li').last().boundingBox(), card.boundingBox()]);
  if (last === null || whole === null) throw new Error('the chart or its names cannot be seen');
  expect(last.y + last.height).toBeLessThan(whole.y + whole.height);
});

test('from right to left the spans run with the lines, and the arrow that points on chooses the next', async ({
  page,
  openWindow,
}) => {
  await openWindow({ state: withAppearance({ language: 'ar' }) });
  const span = page.getByRole('radiogroup', { name: 'الفترة المعروضة' });
  const [first, last] = await Promise.all([
    span.getByText('أسبوعان').boundingBox(),
    span.getByText('سنة').boundingBox(),
  ]);
  expect(first?.x).toBeGreaterThan(last?.x ?? Number.POSITIVE_INFINITY);
  await span.getByRole('radio', { name: 'أسبوعان' }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(span.getByRole('radio', { name: '3 أشهر' })).toBeChecked();
  await expect(page.getByRole('table', { name: 'أحكام آخر 13 أسبوعًا' }).getByRole('row')).toHaveCount(14);
  await expectAccessible(page);
});

test('the numbers of a busy machine stand whole beside the lines', async ({ page, openWindow }) => {
  const { bars, ...others } = figures({ span: 'days', firstWeekday: 0 });
  const busy = bars.map((bar) => ({ ...bar, counts: { ...noVerdicts, clean: 123_456 } }));
  await openWindow({
    prepare: ({ answer }) => answer({ 'history.verdicts': async () => ok({ ...others, bars: busy }) }),
  });
  const drawing = await page.locator('.recharts-surface').first().boundingBox();
  const numbers = page.locator('.recharts-wrapper').first().locator('.recharts-yAxis-tick-labels text');
  await expect(numbers.last()).toHaveText('140,000');
  for (const number of await numbers.all()) {
    expect((await number.boundingBox())?.x).toBeGreaterThanOrEqual(drawing?.x ?? Number.NaN);
  }
});
