import type { Locator, Page } from '@playwright/test';
import { remedySchema } from '../../contract/state.ts';
import { describeProtection } from '../../electron/state/describe-protection.ts';
import { allIsWell } from '../support/protection-facts.ts';
import { type BadFact, badFacts, levels, remedies } from '../support/state-table.ts';
import type { FakeBridge } from './fake-bridge.ts';
import { expect, goTo, test } from './window-test.ts';

/** No charts and no lists: they are about something else. */
const nothingElse = { recent: [], quarantine: [], trash: [] };

test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** What main pushes of facts. */
function slicesOf(changes: BadFact['facts']) {
  const facts = { ...allIsWell, ...changes };
  const { engine, folders, notices } = facts;
  return { protection: describeProtection(facts), engine, folders: [...folders], notices: [...notices] };
}

/** Presses the button of a reason; fails unless it did what it is for. */
async function expectRemedied(page: Page, fake: FakeBridge, button: Locator, remedy: BadFact['remedy']): Promise<void> {
  const { press } = remedies[remedy];
  if ('request' in press) {
    const before = fake.inputsOf(press.request);
    await button.click();
    await expect.poll(() => fake.inputsOf(press.request)).toEqual([...before, press.input]);
    return;
  }
  await button.click();
  await expect(page.getByRole('heading', { level: 1, name: press.view })).toBeVisible();
  if (press.section !== undefined) {
    await expect(page.getByRole('heading', { level: 2, name: press.section, exact: true })).toBeFocused();
  }
  if (press.pressed === undefined) return;
  await expect(page.getByRole('button', { name: press.pressed, exact: true })).toHaveAttribute('aria-pressed', 'true');
}

for (const remedy of remedySchema.options) {
  const lines = badFacts.filter((line) => line.remedy === remedy);
  const { button } = remedies[remedy];

  test(`each bad fact that “${button}” mends has its colour, its sentence and that button`, async ({
    page,
    openWindow,
  }) => {
    const fake = await openWindow({ state: nothingElse });
    for (const { fact, facts, level, sentence, detail } of lines) {
      await test.step(fact, async () => {
        await goTo(page, 'Overview');
        await fake.push(slicesOf(facts));
        const { word, tone } = levels[level];
        const card = page.getByRole('region', { name: word, exact: true });
        await expect(card).toHaveAttribute('data-tone', tone);
        await expect(card.getByRole('heading', { name: sentence })).toBeVisible();
        await expect(card).toContainText(detail);
        const rail = page.getByRole('button', { name: `State: ${word}. Go to the overview.` });
        await expect(rail).toHaveAttribute('data-tone', tone);
        await expectRemedied(page, fake, card.getByRole('button', { name: button, exact: true }), remedy);
      });
    }
  });
}

test('every reason that is not the worst has its sentence and its button too', async ({ page, openWindow }) => {
  const fake = await openWindow({ state: nothingElse });
  const said = badFacts.map((line) => ({ ...line, slices: slicesOf(line.facts) }));
  const reasons = said.flatMap(({ slices }) => slices.protection.reasons);
  const pushAll = () =>
    fake.push({
      protection: { level: 'engine-down', reasons, paused: true, pausedUntil: null },
      notices: said.flatMap(({ slices }) => slices.notices),
    });
  await pushAll();
  await expect(page.getByRole('heading', { name: 'The scan engine does not answer.' })).toBeVisible();
  const listed = page.getByRole('list', { name: 'Also' }).getByRole('listitem');
  const [, ...inList] = badFacts.filter(({ code }) => code !== 'notice');
  await expect(listed).toHaveText(
    inList.map(({ sentence, remedy }) => new RegExp(`${sentence.source.replace('$', '')}${remedies[remedy].button}$`)),
  );
  // Notices have their banners above every view.
  for (const { sentence } of badFacts.filter(({ code }) => code === 'notice')) {
    const banner = page.getByRole('complementary', { name: sentence });
    await expect(banner.getByRole('button', { name: 'Dismiss this notice' })).toBeVisible();
  }
  for (const remedy of remedySchema.options.filter((option) => option !== 'dismiss-notice')) {
    await goTo(page, 'Overview');
    // A remedy that has helped may have ended all of them.
    await pushAll();
    await expectRemedied(page, fake, listed.getByRole('button', { name: remedies[remedy].button }).first(), remedy);
  }
});
