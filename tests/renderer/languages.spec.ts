import type { Page } from '@playwright/test';
import { languages } from '../../contract/languages.ts';
import type { AppState } from '../../contract/state.ts';
import { directionOf, languageNames } from '../../locales/index.ts';
import { withAppearance } from './fixtures.ts';
import { expect, expectAccessible, goTo, test } from './window-test.ts';

const speaking = (language: AppState['settings']['appearance']['language']): Partial<AppState> =>
  withAppearance({ language });

/** What does not fit: the page itself when it has to be scrolled sideways, and every frame that cuts its content off. */
const cutOff = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const frames = [...document.querySelectorAll<HTMLElement>('main *')].filter((frame) => {
      const { overflowX, textOverflow } = getComputedStyle(frame);
      // Names may lose their middle, what is there for screen readers only is hidden, and a frame without words is a drawing.
      const isMeant = textOverflow === 'ellipsis' || frame.clientWidth < 8 || (frame.textContent ?? '').trim() === '';
      return !isMeant && ['hidden', 'clip'].includes(overflowX) && frame.scrollWidth > frame.clientWidth + 1;
    });
    return [
      ...(scrollWidth > clientWidth ? [`the page is ${scrollWidth - clientWidth} pixels too wide`] : []),
      ...frames.map(({ textContent }) => `cut off: ${textContent?.slice(0, 80)}`),
    ];
  });

test('the language changes at once in the settings, and the window turns round for Hebrew', async ({
  page,
  openWindow,
}) => {
  const fake = await openWindow();
  await goTo(page, 'Settings');
  await page.getByRole('combobox', { name: 'Language' }).click();
  await page.getByRole('option', { name: languageNames.he }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'הגדרות' })).toBeVisible();
  expect(fake.inputsOf('settings.update')).toEqual([{ appearance: { language: 'he' } }]);
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(page.locator('html')).toHaveAttribute('lang', 'he');
  const rail = await page.getByRole('complementary').first().boundingBox();
  expect(rail?.x).toBeGreaterThan(600);
});

for (const language of languages) {
  test(`every view fits the smallest window in ${languageNames[language]}, with nothing cut off`, async ({
    page,
    openWindow,
  }) => {
    await page.setViewportSize({ width: 800, height: 560 });
    await openWindow({ state: speaking(language) });
    await expect(page.locator('html')).toHaveAttribute('dir', directionOf(language));
    for (const view of await page.getByRole('navigation').getByRole('button').all()) {
      await view.click();
      const title = (await view.getAttribute('title')) ?? '';
      await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
      for (const tab of [null, ...(await page.getByRole('tab').all())]) {
        await tab?.click();
        expect(await cutOff(page), title).toEqual([]);
      }
    }
  });
}

test('everybody can use the window from right to left', async ({ page, openWindow }) => {
  await openWindow({ state: speaking('ar') });
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expectAccessible(page);
});

test.describe('with a system in German', () => {
  test.use({ locale: 'de-AT' });

  test('texts, numbers and dates are German, unless the settings say otherwise', async ({ page, openWindow }) => {
    await openWindow();
    await expect(page.getByRole('heading', { name: 'Ihre Ordner sind geschützt.' })).toBeVisible();
    await goTo(page, 'Ordner');
    await expect(page.getByText('50 312 Dateien').or(page.getByText('50.312 Dateien'))).toBeVisible();
  });
});

test('a file name keeps its own direction in a window that runs from right to left', async ({ page, openWindow }) => {
  await openWindow({ state: speaking('ar') });
  const name = page.locator('bdi', { hasText: 'contracts-2026.zip' }).first();
  await expect(name).toHaveAttribute('dir', 'ltr');
});

test('a path to copy begins with its slash in a window that runs from right to left', async ({ page, openWindow }) => {
  await openWindow({ state: speaking('ar') });
  await goTo(page, 'الإعدادات');
  const path = page.locator('code', { hasText: '/.config/Lazaret' });
  await expect(path).toHaveCSS('direction', 'ltr');
});

test('days and hours run from right to left where the lines do', async ({ page, openWindow }) => {
  const fake = await openWindow();
  /** Of each chart, whether its numbers stand left of its bars. */
  const areAxesLeft = async (): Promise<readonly boolean[]> =>
    Promise.all(
      (await page.locator('.recharts-wrapper').all()).map(async (chart) => {
        const axis = await chart.locator('text', { hasText: /^0$/ }).boundingBox();
        const bar = await chart.locator('.recharts-bar-rectangle').first().boundingBox();
        if (axis === null || bar === null) throw new Error('a chart without an axis or a bar');
        const middle = axis.x + axis.width / 2;
        if (middle > bar.x && middle < bar.x + bar.width) throw new Error('the numbers lie on the bars');
        return middle < bar.x;
      }),
    );
  await expect(async () => expect(await areAxesLeft()).toEqual([true, true])).toPass({ timeout: 10_000 });
  await fake.push(speaking('ar'));
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(async () => expect(await areAxesLeft()).toEqual([false, false])).toPass({ timeout: 10_000 });
});

for (const [language, label, threeDays] of [
  ['ar', 'تُعدّ التواقيع قديمة جدًا بعد', '3 أيام'],
  ['de', 'Höchstes Alter der Signaturen', '3 Tage'],
] as const) {
  test(`the unit behind a number has the form that goes with it: ${language}`, async ({ page, openWindow }) => {
    await openWindow({ state: speaking(language) });
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await page.getByRole('navigation').getByRole('button').nth(5).click();
    await expect(page.getByRole('textbox', { name: label })).toHaveValue(threeDays);
  });
}
