import { appState, downloads, healthyEngine, withAppearance } from './fixtures.ts';
import { expect, expectAccessible, goTo, test } from './window-test.ts';

const { settings } = withAppearance({ firstSteps: true });
const welcome = { name: 'Welcome to Lazaret' };

test('the first run says what is watched, which engine was found, and offers start at login', async ({
  page,
  openWindow,
}) => {
  const fake = await openWindow({ state: { settings } });
  const steps = page.getByRole('region', welcome);
  await expect(steps).toContainText(downloads);
  await expect(steps).toContainText('ClamAV 1.4.6 was found and answers.');
  await expect(steps.getByRole('img', { name: 'Step 1, done' })).toBeVisible();
  await expect(steps.getByRole('img', { name: 'Step 2, done' })).toBeVisible();
  const atLogin = steps.getByRole('switch', { name: 'Start when I log in' });
  await atLogin.click({ force: true });
  await expect(atLogin).toBeChecked();
  await steps.getByRole('button', { name: 'Add folder…' }).click();
  expect(fake.inputsOf('autostart.set')).toEqual([{ enabled: true }]);
  expect(fake.inputsOf('folders.pick')).toHaveLength(1);
  await expectAccessible(page);
});

for (const [platform, command] of [
  ['linux', 'sudo apt install clamav-daemon'],
  ['darwin', 'brew install clamav'],
  ['win32', 'winget install --id Cisco.ClamAV'],
] as const) {
  test(`without an engine the first run gives the command that installs it on ${platform}`, async ({
    page,
    openWindow,
  }) => {
    const engine = { ...healthyEngine, status: 'down', name: null } as const;
    await openWindow({ state: { settings, engine, system: { ...appState().system, platform } } });
    const steps = page.getByRole('region', welcome);
    await expect(steps).toContainText(command);
    await expect(steps.getByRole('img', { name: 'Step 2', exact: true })).toBeVisible();
    await steps.getByRole('button', { name: 'Copy command' }).first().click();
    await expect(steps.getByRole('button', { name: 'Copied' })).toBeVisible();
    // The button's tooltip lies outside of every landmark, and is judged or not by how fast it opens.
    await page.mouse.move(0, 0);
    await expect(page.getByRole('tooltip')).toBeHidden();
    await expectAccessible(page);
  });
}

test('the first steps are in nobody’s way, are skipped for good, and come back from the settings', async ({
  page,
  openWindow,
}) => {
  const fake = await openWindow({ state: { settings } });
  const steps = page.getByRole('region', welcome);
  await expect(steps).toBeVisible();
  await page.getByRole('button', { name: 'Scan now' }).click();
  await goTo(page, 'Activity');
  await expect(page.getByTestId('records')).toBeVisible();
  await goTo(page, 'Overview');

  await steps.getByRole('button', { name: 'Skip' }).click();
  await expect(steps).toBeHidden();
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  expect(fake.inputsOf('settings.update')).toEqual([{ appearance: { firstSteps: false } }]);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(steps).toBeHidden();

  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Show the first steps again' }).click();
  await steps.getByRole('button', { name: 'Done' }).click();
  await expect(steps).toBeHidden();
});
