import type { Page } from '@playwright/test';
import type { QueueState, ScanningFile } from '../../contract/state.ts';
import { ago, appState, downloads, record, share, withAppearance } from './fixtures.ts';
import { expect, expectAccessible, goTo, test } from './window-test.ts';

const { queue: atRest } = appState();
const megabyte = 1_000_000;

const film = (progress: ScanningFile['progress'], seconds = 12): ScanningFile => ({
  path: `${downloads}/film.iso`,
  size: 300 * megabyte,
  since: ago(seconds),
  progress,
});

const busy = (): QueueState => ({
  ...atRest,
  scanning: [film({ bytesRead: 120 * megabyte, phase: 'reading' })],
  arriving: 2,
  arrivingFiles: [
    { path: `${downloads}/game.zip.part`, size: 40 * megabyte, partial: true, since: ago(130) },
    { path: `${share}/scan from copier.tif`, size: 2 * megabyte, partial: false, since: ago(3) },
  ],
  queued: 120,
  queuedFiles: [{ path: `${share}/b.pdf`, size: 5_000, since: ago(2) }],
});

const section = (page: Page) => page.getByRole('region', { name: 'On their way' });
const files = (page: Page) => section(page).getByRole('listitem');

test('files on their way are above the list with what is known of each', async ({ page, openWindow }) => {
  const fake = await openWindow({ state: { queue: busy() } });
  await goTo(page, 'Activity');
  await expect(section(page)).toContainText('1 being scanned · 2 arriving · 120 queued');
  await expect(files(page)).toHaveText([
    /film\.iso.*Downloads.*120 MB of 300 MB read.*\d+ sec/,
    /game\.zip\.part.*Still being downloaded… · 40 MB.*2 minutes/,
    /scan from copier\.tif.*incoming.*Arriving… · 2 MB.*\d+ sec/,
    /b\.pdf.*Waiting for its turn · 5 kB.*\d+ sec/,
  ]);
  const bar = page.getByRole('progressbar', { name: 'Scan of film.iso' });
  await expect(bar).toHaveAttribute('aria-valuetext', '120 MB of 300 MB read');
  await expect(bar).toHaveJSProperty('position', 0.4);
  await expectAccessible(page);

  await fake.push({ queue: { ...busy(), scanning: [film({ bytesRead: 300 * megabyte, phase: 'engine' })] } });
  await expect(bar).toHaveAttribute('aria-valuetext', '300 MB read, engine at work');
  await expect(bar).toHaveJSProperty('position', -1);
  await expectAccessible(page);
});

test('a file is in sight only when it takes its time, and the line does not move for what comes and goes', async ({
  page,
  openWindow,
}) => {
  await page.clock.install();
  const fake = await openWindow();
  await goTo(page, 'Activity');
  await expect(section(page)).toHaveText('Nothing is on its way.');
  const nowMs = Date.now() + 60_000;
  await page.clock.pauseAt(nowMs);
  const since = new Date(nowMs).toISOString();
  await fake.push({ queue: { ...atRest, scanning: [{ ...film(null), since }] } });
  await page.clock.runFor(600);
  await expect(section(page)).toHaveText('Nothing is on its way.');
  await page.clock.runFor(400);
  await expect(files(page)).toHaveText([/film\.iso.*Being scanned · 300 MB/]);
  await fake.push({ queue: atRest });
  await page.clock.runFor(500);
  await expect(files(page)).toHaveCount(0);
  await expect(section(page)).toHaveText('Nothing is on its way.');
});

test('nothing below moves while the pointer aims at it; there is room when it rests', async ({ page, openWindow }) => {
  await page.clock.install();
  const fake = await openWindow({ history: Array.from({ length: 50 }, (_, index) => record(50 - index)) });
  await goTo(page, 'Activity');
  const row = page.getByTestId('records').getByRole('button').nth(3);
  await expect(row).toBeVisible();
  await page.clock.pauseAt(Date.now() + 60_000);
  await row.hover();
  const before = await row.boundingBox();
  await fake.push({ queue: busy() });
  await page.clock.runFor(1_500);
  await expect(section(page)).toContainText('1 being scanned');
  expect(await row.boundingBox()).toEqual(before);
  await page.clock.runFor(1_500);
  await expect(files(page)).toHaveCount(4);
  expect((await row.boundingBox())?.y).toBeGreaterThan(before?.y ?? 0);
});

test('a flood of verdicts does not have it drawn', async ({ page, openWindow }) => {
  await page.clock.install();
  const fake = await openWindow();
  await goTo(page, 'Activity');
  const nowMs = Date.now() + 60_000;
  await page.clock.pauseAt(nowMs);
  await expect(section(page)).toBeVisible();
  await page.evaluate(() => {
    const region = document.querySelector('section[aria-label="On their way"]');
    const drawn: string[] = [];
    if (region !== null) {
      new MutationObserver(() => drawn.push(region.textContent ?? '')).observe(region, {
        childList: true,
        subtree: true,
        characterData: true,
        attributes: true,
      });
    }
    Object.assign(window, { drawn });
  });
  for (let index = 0; index < 20; index += 1) {
    const since = new Date(nowMs + index * 100).toISOString();
    const scanning = [0, 1, 2, 3].map((slot) => ({
      ...{ path: `${downloads}/${index}-${slot}.pdf`, size: 9, since },
      progress: null,
    }));
    await fake.push(
      { queue: { ...atRest, scanning } },
      Array.from({ length: 100 }, (_, slot) => record(1_000 + index * 100 + slot)),
    );
    await page.clock.runFor(100);
  }
  const drawn = await page.evaluate(() => (window as unknown as { readonly drawn: readonly string[] }).drawn);
  expect(drawn).toEqual(['4 being scanned']);
});

test('the smallest window has room for two files, and for results below', async ({ page, openWindow }) => {
  await page.setViewportSize({ width: 800, height: 560 });
  await openWindow({ state: { queue: busy() } });
  await goTo(page, 'Activity');
  await expect(files(page)).toHaveCount(2);
  const list = await page.getByTestId('records').boundingBox();
  expect(list?.height).toBeGreaterThan(100);
  await expectAccessible(page);
});

test('what moves by itself stands still where motion is not wanted', async ({ page, openWindow }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openWindow({
    state: { queue: { ...atRest, scanning: [film({ bytesRead: 300 * megabyte, phase: 'engine' })] } },
  });
  await goTo(page, 'Activity');
  await expect(page.getByRole('progressbar')).toHaveCSS('animation-name', 'none');
});

test('from right to left the bar fills from the right, and the name keeps its direction', async ({
  page,
  openWindow,
}) => {
  await page.setViewportSize({ width: 800, height: 560 });
  await openWindow({
    state: { queue: busy(), ...withAppearance({ language: 'ar' }) },
  });
  await goTo(page, 'النشاط');
  const bar = page.getByRole('progressbar');
  await expect(bar).toHaveCSS('direction', 'rtl');
  await expect(page.getByText('قُرئ')).toBeVisible();
  const [name, barBox] = await Promise.all([page.getByText('film.iso').boundingBox(), bar.boundingBox()]);
  expect(name?.x).toBeGreaterThan(barBox?.x ?? 0);
  await expectAccessible(page);
});

test('in the smallest window at twice the size, nothing lies upon anything else', async ({ page, openWindow }) => {
  await page.setViewportSize({ width: 640, height: 400 });
  await openWindow({
    state: { queue: busy(), ...withAppearance({ language: 'de' }) },
  });
  await page.getByRole('navigation').getByRole('button').nth(1).click();
  const buttons = await page.locator('main header').getByRole('button').last().boundingBox();
  const search = await page.getByRole('search').boundingBox();
  expect((buttons?.y ?? 0) + (buttons?.height ?? 0)).toBeLessThanOrEqual(search?.y ?? 0);
  await page.getByTestId('records').scrollIntoViewIfNeeded();
  await expect(page.getByTestId('records')).toBeInViewport();
});
