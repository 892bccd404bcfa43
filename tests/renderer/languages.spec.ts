import type { Page } from '@playwright/test';
import { languages } from '../../contract/languages.ts';
import type { AppState } from '../../contract/state.ts';
import { directionOf, languageNames } from '../../locales/index.ts';
import { appState } from './fixtures.ts';
import { expect, expectAccessible, goTo, test } from './window-test.ts';

const speaking = (language: AppState['settings']['appearance']['language']): Partial<AppState> => {
  const { settings } = appState();
  return { settings: { ...settings, appearance: { ...settings.appearance, language } } };
};

/** How far the page is wider than the window, in pixels: nobody wants to scroll sideways. */
const overhang = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

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
  test(`every view can be used in ${languageNames[language]}, without scrolling sideways`, async ({
    page,
    openWindow,
  }) => {
    await page.setViewportSize({ width: 800, height: 600 });
    await openWindow({ state: speaking(language) });
    await expect(page.locator('html')).toHaveAttribute('dir', directionOf(language));
    const views = await page.getByRole('navigation').getByRole('button').all();
    for (const view of views) {
      await view.click();
      await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
      expect(await overhang(page)).toBe(0);
    }
    await expectAccessible(page);
  });
}

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
