import { ok } from '../../contract/result.ts';
import { appState, folder, item, record, withAppearance } from './fixtures.ts';
import { expect, expectAccessible, goTo, test } from './window-test.ts';

const small = { width: 800, height: 600 };

test('the list of sections leads to every section of the settings', async ({ page, openWindow }) => {
  await openWindow();
  await goTo(page, 'Settings');
  const sections = await page.getByRole('main').getByRole('heading', { level: 2 }).allTextContents();
  await expect(page.getByRole('navigation', { name: 'Sections' }).getByRole('button')).toHaveText(sections);
});

test('the titles of all views stand in one place, whether or not a view scrolls or has buttons', async ({
  page,
  openWindow,
}) => {
  await openWindow();
  const places = new Set<string>();
  for (const view of ['Overview', 'Activity', 'Quarantine', 'Folders', 'Engine', 'Settings']) {
    await goTo(page, view);
    const box = await page.getByRole('heading', { level: 1 }).boundingBox();
    places.add(`${box?.x} ${box?.y}`);
  }
  expect([...places]).toHaveLength(1);
});

test('in the smallest window the buttons of a long question are in view, and never over what has the focus', async ({
  page,
  openWindow,
}) => {
  await page.setViewportSize(small);
  await openWindow();
  await goTo(page, 'Quarantine');
  await page.getByRole('checkbox', { name: 'Select invoice_2026-11.pdf.exe' }).check();
  await page.getByRole('button', { name: 'Restore…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Restore this file?' });
  const restore = dialog.getByRole('button', { name: 'Restore file' });
  await expect(restore).toBeInViewport({ ratio: 1 });
  const reason = dialog.getByRole('textbox', { name: 'Why do you trust this?' });
  await reason.focus();
  const [field, button] = await Promise.all([reason.boundingBox(), restore.boundingBox()]);
  expect((field?.y ?? 0) + (field?.height ?? 0)).toBeLessThanOrEqual(button?.y ?? 0);
});

test.describe('from right to left', () => {
  const arabic = withAppearance({ language: 'ar' });

  test('a signature too long for its column loses its end, not its beginning', async ({ page, openWindow }) => {
    await page.setViewportSize(small);
    const signature = `Win.Trojan.${'Agent.'.repeat(20)}UNOFFICIAL`;
    await openWindow({ state: { ...arabic, quarantine: [item('q1', { signature })] } });
    await goTo(page, 'الحجر');
    const shown = page.getByRole('cell').locator('bdi', { hasText: signature });
    await expect(shown).toHaveCSS('direction', 'ltr');
    await expect(shown).toHaveCSS('text-overflow', 'ellipsis');
  });

  test('what is typed as a pattern, and what main says in English, read from left to right', async ({
    page,
    openWindow,
  }) => {
    const detail = '/media/stick is not there. If it is on a drive or share, connect it.';
    await openWindow({
      state: { ...arabic, folders: [folder('f1', '/media/stick', { health: 'unavailable', detail })] },
    });
    await goTo(page, 'المجلدات');
    await expect(page.locator('bdi', { hasText: detail })).toHaveAttribute('dir', 'ltr');
    await page.getByRole('button', { name: 'خيارات…' }).click();
    await expect(page.getByRole('textbox', { name: 'الأنماط' })).toHaveCSS('direction', 'ltr');
    await page.keyboard.press('Escape');
    await goTo(page, 'الإعدادات');
    for (const name of [/عناوين/, /مرآة/]) {
      await expect(page.getByRole('textbox', { name }).first()).toHaveCSS('direction', 'ltr');
    }
  });

  test('the path of what starts at login begins with its slash', async ({ page, openWindow }) => {
    const detail = '/home/mara/.config/autostart/lazaret.desktop';
    await openWindow({
      state: arabic,
      prepare: ({ answer }) => answer({ 'autostart.get': async () => ok({ supported: true, enabled: false, detail }) }),
    });
    await goTo(page, 'الإعدادات');
    await expect(page.locator('bdi', { hasText: detail })).toHaveAttribute('dir', 'ltr');
  });
});

test('in a narrow German window no icon of the rail shrinks beside a long word', async ({ page, openWindow }) => {
  await page.setViewportSize(small);
  const { settings } = appState();
  const quarantine = Array.from({ length: 1200 }, (_, index) => item(`q${index}`));
  await openWindow({
    state: { quarantine, settings: { ...settings, appearance: { ...settings.appearance, language: 'de' } } },
  });
  const place = page.getByRole('navigation').getByRole('button', { name: /Quarantäne/ });
  await place.click();
  await expect(place).toContainText('1.200');
  expect((await place.locator('svg').boundingBox())?.width).toBe(19);
});

test('zoomed in, the number beside the quarantine can be read over its icon', async ({ page, openWindow }) => {
  await page.setViewportSize({ width: 640, height: 400 });
  await openWindow({ state: { quarantine: Array.from({ length: 221 }, (_, index) => item(`q${index}`)) } });
  const count = page
    .getByRole('navigation')
    .getByRole('button', { name: /Quarantine/ })
    .getByText('221');
  await expect(count).toBeVisible();
  expect(await count.evaluate((element) => getComputedStyle(element).backgroundColor)).not.toBe('rgba(0, 0, 0, 0)');
  await expectAccessible(page);
});

test('the way to take a deletion back is whole in a narrow German window', async ({ page, openWindow }) => {
  await page.setViewportSize(small);
  const { settings } = appState();
  await openWindow({ state: { settings: { ...settings, appearance: { ...settings.appearance, language: 'de' } } } });
  await goTo(page, 'Quarantäne');
  await page.getByRole('checkbox').first().check();
  await page.getByRole('button', { name: 'Löschen …' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '3 Dateien löschen' }).click();
  const undo = page.getByRole('button', { name: 'Rückgängig' });
  await expect(undo).toBeVisible();
  const [button, words] = await undo.evaluate((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return [element.getBoundingClientRect(), range.getBoundingClientRect()].map(({ left, right }) => ({ left, right }));
  });
  expect(words?.right).toBeLessThanOrEqual(button?.right ?? 0);
  expect(words?.left).toBeGreaterThanOrEqual(button?.left ?? 0);
});

test('zoomed in, a short name keeps its ending and a folder without room says that it is cut', async ({
  page,
  openWindow,
}) => {
  await page.setViewportSize({ width: 640, height: 400 });
  const path = '/home/mara/Downloads/WWWWWWWWWWWWWWWW.exe';
  await openWindow({ state: { recent: [record(5, { path, verdict: 'infected', signature: 'Win.Trojan.Agent-1' })] } });
  await goTo(page, 'Activity');
  const row = page.getByTestId('records').getByRole('row').first();
  await expect(row.locator('bdi').first().locator('[data-tail]')).toHaveAttribute('data-tail', 'WWWWWW.exe');
  const folder = row.locator('[data-column="folder"]');
  const tail = folder.locator('[data-tail]');
  const [outer, inner] = await Promise.all([folder.boundingBox(), tail.boundingBox()]);
  expect((inner?.x ?? 0) + (inner?.width ?? 0)).toBeLessThanOrEqual((outer?.x ?? 0) + (outer?.width ?? 0));
  const after = await tail.evaluate((element) => {
    const { textOverflow, width } = getComputedStyle(element, '::after');
    return { textOverflow, fits: Number.parseFloat(width) <= element.getBoundingClientRect().width };
  });
  expect(after).toEqual({ textOverflow: 'ellipsis', fits: true });
});

test('the quarantine tells how much it holds', async ({ page, openWindow }) => {
  const quarantine = [item('q1', { size: 1_200_000 }), item('q2', { size: 300_000 })];
  await openWindow({ state: { quarantine } });
  await goTo(page, 'Quarantine');
  await expect(page.getByText('2 files locked away · 1.5 MB')).toBeVisible();
});
