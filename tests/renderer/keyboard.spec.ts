import { withAppearance } from './fixtures.ts';
import { expect, expectAccessible, goTo, test } from './window-test.ts';

const views = ['Overview', 'Activity', 'Quarantine', 'Folders', 'Engine', 'Settings'];

test('the keys 1 to 6 open the views', async ({ page, openWindow }) => {
  await openWindow();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  for (const [index, name] of [...views.entries()].reverse()) {
    await page.keyboard.press(String(index + 1));
    await expect(page.getByRole('heading', { level: 1, name })).toBeFocused();
  }
});

test('a slash goes to the search of the view, or to that of the activity', async ({ page, openWindow }) => {
  await openWindow();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('/');
  const search = page.getByRole('textbox', { name: 'Search names and signatures' });
  await expect(search).toBeFocused();
  await expect(search).toHaveValue('');
  await goTo(page, 'Quarantine');
  await page.keyboard.press('/');
  await expect(page.getByRole('heading', { level: 1, name: 'Quarantine' })).toBeVisible();
  await page.keyboard.type('keygen');
  await expect(page.getByText('old macro.docm')).toBeHidden();
});

test('no shortcut acts while something is typed, a dialog is open, or Ctrl or Alt is held', async ({
  page,
  openWindow,
}) => {
  await openWindow();
  await goTo(page, 'Activity');
  const search = page.getByRole('textbox', { name: 'Search names and signatures' });
  await search.fill('a');
  await page.keyboard.type('1/?6');
  await expect(search).toHaveValue('a1/?6');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await search.fill('');
  await page.getByRole('heading', { level: 1 }).focus();
  await page.keyboard.press('Control+3');
  await page.keyboard.press('Alt+3');
  await page.getByRole('button', { name: /contracts-2026/ }).click();
  await expect(page.getByRole('dialog')).toContainText('protected by a password');
  await page.keyboard.press('3');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1, name: 'Activity' })).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`In the ${colorScheme} scheme`, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });
    test('a question mark or the button in the rail lists the shortcuts, and Escape closes the list', async ({
      page,
      openWindow,
    }) => {
      await openWindow();
      await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
      await page.keyboard.press('?');
      const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
      for (const name of views) await expect(list).toContainText(name);
      await expect(list).toContainText('Search in this view');
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await expect(list).toBeHidden();
      await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
      const button = page.getByRole('button', { name: 'Keyboard shortcuts' });
      await button.press('Enter');
      await expect(list).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(button).toBeFocused();
    });
  });
}

test('who does not want single-key shortcuts switches them off', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await goTo(page, 'Settings');
  await page.getByRole('switch', { name: 'Single-key shortcuts' }).click({ force: true });
  await expect(page.getByRole('switch', { name: 'Single-key shortcuts' })).not.toBeChecked();
  expect(fake.inputsOf('settings.update')).toEqual([{ appearance: { shortcuts: false } }]);
  await page.keyboard.press('1');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await expect(page.getByRole('dialog')).toContainText('switched off in the settings');
});

test('whatever the Tab key reaches shows that it has the focus', async ({ page, openWindow }) => {
  await openWindow();
  for (const name of views) {
    await goTo(page, name);
    await expect(page.getByRole('heading', { level: 1, name })).toBeFocused();
    for (let presses = 0; presses < 12; presses += 1) {
      await page.keyboard.press('Tab');
      const unmarked = await page.evaluate(async () => {
        const focused = document.activeElement;
        if (focused === null || focused === document.body) return null;
        const style = (element: Element): string => {
          const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor } = getComputedStyle(element);
          return [outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor].join(' ');
        };
        // A switch draws its focus on the track beside its hidden input.
        const drawn = (): string => [focused, ...(focused.parentElement?.children ?? [])].map(style).join('; ');
        // Fields fade their border in.
        const settled = (): Promise<unknown> =>
          Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => null)));
        await settled();
        const marked = drawn();
        if (!(focused instanceof HTMLElement)) return focused.outerHTML;
        focused.blur();
        await settled();
        const plain = drawn();
        focused.focus();
        return marked === plain ? focused.outerHTML : null;
      });
      expect(unmarked, name).toBeNull();
    }
  }
});

const trouble = {
  protection: {
    level: 'attention',
    paused: false,
    pausedUntil: null,
    reasons: [
      { code: 'unresolved-findings', params: { count: 2 }, remedy: 'open-activity' },
      {
        code: 'folder-denied',
        params: { count: 1, path: '/srv/share/a/long/way/down/incoming' },
        remedy: 'open-folders',
      },
    ],
  },
  ...withAppearance({ firstSteps: true }),
} as const;

for (const [about, viewport, deviceScaleFactor] of [
  ['at 200 % zoom', { width: 640, height: 400 }, 2],
  ['in a window of 800 by 600', { width: 800, height: 600 }, 1],
] as const) {
  test.describe(about, () => {
    test.use({ viewport, deviceScaleFactor });
    test('no view scrolls sideways, and the state and its button can be reached', async ({ page, openWindow }) => {
      await openWindow({
        state: { ...trouble, protection: { ...trouble.protection, reasons: [...trouble.protection.reasons] } },
      });
      for (const name of views) {
        await page.getByRole('navigation').getByRole('button', { name }).click();
        await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
        const wide = await page.evaluate(() =>
          [document.documentElement, document.querySelector('main'), document.querySelector('aside')].flatMap(
            (element) => (element !== null && element.scrollWidth > element.clientWidth ? [element.tagName] : []),
          ),
        );
        expect(wide, name).toEqual([]);
        const first = page.getByRole('main').getByRole('button').first();
        await first.scrollIntoViewIfNeeded();
        await expect(first).toBeInViewport({ ratio: 1 });
      }
      await goTo(page, 'Activity');
      await page.getByTestId('records').getByRole('button').first().click();
      const drawer = page.getByRole('dialog');
      await expect(drawer.getByRole('button', { name: 'Open in quarantine' })).toBeInViewport({ ratio: 1 });
      await page.keyboard.press('Escape');

      await page.getByRole('button', { name: 'State: Needs attention. Go to the overview.' }).click();
      const sentence = page.getByRole('heading', { name: '2 findings wait for your decision.' });
      await sentence.scrollIntoViewIfNeeded();
      await expect(sentence).toBeInViewport({ ratio: 1 });
      const button = page.getByRole('button', { name: 'Look at findings' });
      await button.scrollIntoViewIfNeeded();
      await expect(button).toBeInViewport({ ratio: 1 });
      await button.click();
      await expect(page.getByTestId('records').getByRole('button').first()).toBeInViewport();
    });
  });
}
