import { appState, record } from './fixtures.ts';
import { expect, goTo, test } from './window-test.ts';

const infected = (id: number) =>
  record(id, { verdict: 'infected', signature: 'Win.Test.EICAR_HDB-1', action: 'quarantined', quarantineId: `q${id}` });

test('of many infected files at once the first is announced and then their number, not each', async ({
  page,
  openWindow,
}) => {
  await page.clock.install();
  const fake = await openWindow({ state: { recent: [] }, history: [] });
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const announcer = page.getByTestId('announcer');
  await page.evaluate(() => {
    const status = document.querySelector('[data-testid="announcer"]');
    const told: string[] = [];
    if (status !== null) {
      new MutationObserver(() => told.push(status.textContent ?? '')).observe(status, {
        childList: true,
        subtree: true,
        characterData: true,
      });
    }
    Object.assign(window, { told });
  });
  for (let id = 1; id <= 1_000; id += 100) {
    await fake.push(
      {},
      Array.from({ length: 100 }, (_, index) => infected(id + index)),
    );
  }
  await expect(announcer).toHaveText('100 infected files found.');
  await page.clock.runFor(4_000);
  await expect(announcer).toHaveText('900 infected files found.');
  await page.clock.runFor(60_000);
  expect(await page.evaluate(() => (window as unknown as { readonly told: readonly string[] }).told)).toHaveLength(2);
});

test('a push has only that drawn which it is about', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await goTo(page, 'Activity');
  await expect(page.getByRole('heading', { level: 1, name: 'Activity' })).toBeFocused();
  await expect(page.getByText('minutes-of-the-harbour-board-meeting-november.pdf').first()).toBeVisible();
  await page.evaluate(() => {
    const touched = new Set<string>();
    const observer = new MutationObserver((changes) => {
      for (const { target } of changes) touched.add(target === document.head ? 'head' : 'body');
    });
    observer.observe(document.head, { childList: true });
    for (const part of document.querySelectorAll('aside, search, h1')) {
      observer.observe(part, { childList: true, subtree: true, attributes: true, characterData: true });
    }
    Object.assign(window, { touched });
  });
  const { today } = appState();
  await fake.push({ today: { ...today, clean: today.clean + 1 } }, [record(900)]);
  await expect(page.getByText('file-900.pdf')).toBeVisible();
  expect(await page.evaluate(() => [...(window as unknown as { readonly touched: Set<string> }).touched])).toEqual([]);
});
