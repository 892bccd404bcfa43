import type { Page } from '@playwright/test';
import { startApp } from '../e2e/support/app.ts';
import { expect, test } from '../e2e/support/fixtures.ts';
import { download, downloads } from './downloads.ts';
import { inEveryFormat } from './pictures.ts';
import { setAFirstScene, setTheScene } from './scene.ts';

/** In the order of the rail, whose words change with the language. */
const views = ['overview', 'activity', 'quarantine', 'folders', 'engine', 'settings'] as const;

async function show(window: Page, view: (typeof views)[number]): Promise<void> {
  const place = window.getByRole('navigation').getByRole('button').nth(views.indexOf(view));
  await place.click();
  await expect(place).toHaveAttribute('aria-current', 'page');
}

const rowOf = (window: Page, name: string) => window.getByRole('main').getByRole('button', { name }).first();

test('the pictures of the documentation, from the real app', async ({ session }) => {
  const scene = await setTheScene();
  const app = await startApp(session, { env: scene.env });
  try {
    const window = await app.window();
    await show(window, 'activity');
    for (const one of downloads) {
      await download(one, scene.outside, scene.downloads);
      const shown = one.name.replace('\u202e', '');
      await expect(rowOf(window, shown.slice(0, 8))).toBeVisible();
    }
    await inEveryFormat(app, async (page, shoot) => {
      for (const view of views) {
        await show(page, view);
        await shoot(view);
      }
      // Settings are shown last.
      await page
        .locator('section', { has: page.locator('input[value="upload-unknown"]') })
        .last()
        .evaluate((section) => section.scrollIntoView({ block: 'center' }));
      await shoot('reputation');

      const dialog = page.getByRole('dialog');
      await show(page, 'activity');
      await rowOf(page, 'contracts.zip').click();
      await expect(dialog).toBeVisible();
      await shoot('story');
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();

      await page.locator('main header').getByRole('button').first().click();
      await expect(dialog.locator('time').nth(5)).toBeVisible();
      await shoot('log');
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();

      await show(page, 'quarantine');
      await rowOf(page, 'install-codecs.sh').click();
      await expect(dialog).toBeVisible();
      await shoot('item');
      // Restore is the first of an item's buttons, after the one that closes the drawer.
      await dialog.getByRole('button').nth(1).click();
      await expect(dialog).toHaveCount(2);
      await shoot('restore');
      await page.keyboard.press('Escape');
      await expect(dialog).toHaveCount(1);
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
    });
  } finally {
    await app.stop();
    await scene.stop();
  }
});

test('the pictures of a first start, from the real app', async ({ session }) => {
  const scene = setAFirstScene();
  const app = await startApp(session, { env: scene.env });
  try {
    const window = await app.window();
    await expect(window.getByText('Not protected yet').first()).toBeVisible({ timeout: 30_000 });
    await inEveryFormat(app, async (page, shoot) => {
      await expect(page.getByRole('main').getByRole('listitem').first()).toBeVisible();
      await shoot('first-steps');
    });
  } finally {
    await app.stop();
    await scene.stop();
  }
});
