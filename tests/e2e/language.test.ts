import { directionOf, languageNames } from '../../locales/index.ts';
import { dropInfected, expect, test } from './support/fixtures.ts';

const spoken = [
  { language: 'de', settings: 'Einstellungen', label: 'Sprache', quit: 'Beenden', state: /^Lazaret: Noch kein Schutz/ },
  { language: 'ar', settings: 'الإعدادات', label: 'اللغة', quit: 'إنهاء', state: /^Lazaret: .*[\u0600-\u06ff]/ },
] as const;

test('another language is spoken at once by window, tray and notifications, from right to left where it is so', async ({
  session,
  app,
}) => {
  const window = await app.window();
  const tray = await session.trayIcon();
  await expect.poll(() => tray.menuLabels()).toContain('Quit');
  await window.getByRole('button', { name: 'Settings', exact: true }).click();
  let label = 'Language';
  for (const { language, settings, label: next, quit, state } of spoken) {
    await window.getByRole('combobox', { name: label }).click();
    await window.getByRole('option', { name: languageNames[language] }).click();
    await expect(window.getByRole('heading', { level: 1, name: settings })).toBeVisible();
    const html = window.locator('html');
    await expect(html).toHaveAttribute('lang', language);
    await expect(html).toHaveAttribute('dir', directionOf(language));
    await expect.poll(() => tray.menuLabels()).toContain(quit);
    await expect.poll(() => tray.tooltip()).toMatch(state);
    label = next;
  }
  // The rail has gone over to the other side.
  const rail = await window.getByRole('navigation').first().boundingBox();
  expect(rail?.x).toBeGreaterThan(600);
  dropInfected(session.downloads, 'invoice.exe');
  await expect.poll(() => session.notifications()).toHaveLength(1);
  expect(session.notifications()[0]?.title).toMatch(/^[\u0600-\u06ff ]+$/);
});
