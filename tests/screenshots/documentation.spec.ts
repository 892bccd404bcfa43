import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { zip } from '../../build/demo/zip.mjs';
import { expect, test } from '../e2e/support/fixtures.ts';
import { eicar } from '../support/eicar.ts';

const target = resolve(import.meta.dirname, '../../docs/screenshots');
const size = { width: 1280, height: 800 };
const views = ['Overview', 'Activity', 'Quarantine', 'Folders', 'Engine', 'Settings'];

/** A morning's downloads, as browsers leave them: written under another name, then renamed. */
const arrivals: readonly (readonly [string, Buffer])[] = [
  ['minutes-of-the-harbour-board.pdf', randomBytes(180_000)],
  ['holiday.jpg', randomBytes(900_000)],
  ['free-wallpapers.zip', zip('setup.exe', eicar())],
  ['contracts.zip', zip('contract.txt', randomBytes(4_000), { password: 'harbour', salt: randomBytes(11) })],
  ['tide-tables-2027.ods', randomBytes(60_000)],
  ['invoice_\u202efdp.exe', eicar()],
  ['lighthouse.webp', randomBytes(220_000)],
];

async function show(window: Page, view: string): Promise<void> {
  await window
    .getByRole('navigation')
    .getByRole('button', { name: new RegExp(`^${view}`) })
    .click();
  await expect(window.getByRole('heading', { level: 1, name: view })).toBeVisible();
}

async function switchTo(window: Page, scheme: 'light' | 'dark'): Promise<void> {
  await window.evaluate((colorScheme) => {
    const { lazaret } = globalThis as unknown as {
      lazaret: { request(name: string, input: unknown): Promise<unknown> };
    };
    return lazaret.request('settings.update', { appearance: { colorScheme } });
  }, scheme);
  await expect(window.locator('html')).toHaveAttribute('data-mantine-color-scheme', scheme);
}

test('the pictures of the documentation, from the real app', async ({ session, app }) => {
  const window = await app.window();
  await app.electron.evaluate(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
  }, size);
  await expect(window.getByText('Not protected yet').first()).toBeVisible({ timeout: 30_000 });
  const outside = join(session.home, 'arriving');
  mkdirSync(outside);
  for (const [name, content] of arrivals) {
    writeFileSync(join(outside, name), content);
    renameSync(join(outside, name), join(session.downloads, name));
    await show(window, 'Activity');
    await expect(window.getByText(`${arrivals.findIndex(([other]) => other === name) + 1} result`)).toBeVisible();
  }
  for (const scheme of ['light', 'dark'] as const) {
    await switchTo(window, scheme);
    for (const view of views) {
      await show(window, view);
      await window.mouse.move(0, 0);
      await window.screenshot({ path: join(target, `${view.toLowerCase()}-${scheme}.png`), animations: 'disabled' });
    }
    await show(window, 'Activity');
    await window
      .getByRole('button', { name: /contracts\.zip/ })
      .first()
      .click();
    await expect(window.getByRole('dialog')).toBeVisible();
    await window.screenshot({ path: join(target, `story-${scheme}.png`), animations: 'disabled' });
    await window.keyboard.press('Escape');
    await show(window, 'Quarantine');
    await window
      .getByRole('button', { name: /free-wallpapers\.zip/ })
      .first()
      .click();
    await window.screenshot({ path: join(target, `item-${scheme}.png`), animations: 'disabled' });
    await window.keyboard.press('Escape');
  }
});
