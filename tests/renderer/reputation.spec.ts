import type { Page } from '@playwright/test';
import { fail, ok } from '../../contract/result.ts';
import type { AppState } from '../../contract/state.ts';
import { ago, appState, neverAsked, record, reputationOff, withAppearance } from './fixtures.ts';
import { expect, expectAccessible, goTo, test } from './window-test.ts';

const section = (page: Page) => page.getByRole('region', { name: 'Reputation', exact: true });

/** Reputation as it is set, in the settings and in the state. */
const withReputation = (
  settings: Partial<AppState['settings']['reputation']>,
  state: Partial<AppState['reputation']> = {},
): Partial<AppState> => {
  const base = appState().settings;
  return {
    settings: { ...base, reputation: { ...base.reputation, ...settings } },
    reputation: { ...reputationOff, status: 'idle', ...state },
  };
};

test('reputation is off at first, shows that nothing left, and is turned on by a choice', async ({
  page,
  openWindow,
}) => {
  const fake = await openWindow();
  await goTo(page, 'Settings');
  await expect(section(page).getByRole('radio', { name: 'Off: nobody is asked about your files' })).toBeChecked();
  await expect(section(page)).toContainText('Nothing has left it.');
  await expect(section(page).getByLabel('API key')).toBeHidden();
  await section(page).getByRole('radio', { name: 'By hash: only the SHA-256 of a file leaves' }).click();
  await expect(section(page).getByLabel('API key')).toBeVisible();
  expect(fake.inputsOf('settings.update')).toEqual([{ reputation: { mode: 'hash-only' } }]);
});

test('uploads are turned on only by a tick and a press, after it was said who can see the files', async ({
  page,
  openWindow,
}) => {
  const fake = await openWindow({ state: withReputation({ mode: 'hash-only' }) });
  await goTo(page, 'Settings');
  const uploads = section(page).getByRole('radio', { name: /upload files that VirusTotal does not know/ });
  await uploads.click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Uploaded files can be seen by VirusTotal’s partners and customers');
  const confirm = dialog.getByRole('button', { name: 'Upload unknown files' });
  await expect(confirm).toBeDisabled();
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => null))));
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  expect(fake.inputsOf('settings.update')).toEqual([]);
  await expect(uploads).not.toBeChecked();
  await uploads.click();
  await dialog.getByRole('checkbox').click();
  await confirm.click();
  await expect(uploads).toBeChecked();
  expect(fake.inputsOf('settings.update')).toEqual([{ reputation: { mode: 'upload-unknown', uploadsAgreed: true } }]);
});

test('a key is typed unseen, kept, tested, shown by its end alone, and removed', async ({ page, openWindow }) => {
  const key = `${'ab'.repeat(30)}cdef`;
  const fake = await openWindow({ state: withReputation({ mode: 'hash-only' }, { status: 'no-key' }) });
  fake.answer({
    'reputation.test': async () =>
      ok({
        outcome: 'known',
        askedAt: ago(0),
        malicious: 62,
        suspicious: 0,
        engines: 66,
        names: [],
        analysedAt: null,
      }),
  });
  await goTo(page, 'Settings');
  await expect(section(page)).toContainText('No key is set for VirusTotal, so nothing is asked.');
  await expect(section(page).getByRole('button', { name: 'Ask about a test file' })).toBeDisabled();
  const field = section(page).getByLabel('API key');
  await expect(field).toHaveAttribute('type', 'password');
  await field.fill(key);
  await section(page).getByRole('button', { name: 'Keep key' }).click();
  await expect(section(page)).toContainText('A key is set, ending in …cdef.');
  await expect(section(page)).toContainText('The system’s keyring guards it.');
  await expect(field).toHaveValue('');
  expect(await page.content()).not.toContain(key);
  await section(page).getByRole('button', { name: 'Ask about a test file' }).click();
  await expect(page.getByText('It works: 62 of 66 engines know the EICAR test file.')).toBeVisible();
  fake.answer({ 'reputation.test': async () => fail('key-refused', 'HTTP 401, WrongCredentialsError') });
  await section(page).getByRole('button', { name: 'Ask about a test file' }).click();
  await expect(page.getByText('The server does not take the key. Check it, and set it anew.')).toBeVisible();
  await expect(page.getByText('HTTP 401, WrongCredentialsError')).toBeVisible();
  await section(page).getByRole('button', { name: 'Remove key' }).click();
  await expect(section(page)).toContainText('No key is set.');
  expect(fake.inputsOf('reputation.setKey')).toEqual([{ key, acceptFile: false }]);
});

test('without a keyring it says so, and keeps a key only when that is accepted', async ({ page, openWindow }) => {
  const key = { ...reputationOff.key, wouldBeKept: 'file' } as const;
  const fake = await openWindow({ state: withReputation({ mode: 'hash-only' }, { key }) });
  await goTo(page, 'Settings');
  await section(page).getByLabel('API key').fill('0123456789abcdef');
  await expect(section(page)).toContainText('This system has no keyring that could guard the key.');
  const keep = section(page).getByRole('button', { name: 'Keep key' });
  await expect(keep).toBeDisabled();
  await section(page).getByRole('checkbox', { name: 'Keep it so all the same' }).click();
  await keep.click();
  await expect(section(page)).toContainText('It lies as plain text in a file that only you can read.');
  expect(fake.inputsOf('reputation.setKey')).toEqual([{ key: '0123456789abcdef', acceptFile: true }]);
});

test('what left is listed with the quota and the line, exported and cleared; all of it is accessible', async ({
  page,
  openWindow,
}) => {
  const sent = { at: ago(180), host: 'www.virustotal.com', sha256: 'ab'.repeat(32), size: 48_213, detail: '' };
  const fake = await openWindow({
    state: withReputation(
      { mode: 'upload-unknown', uploadsAgreed: true },
      {
        status: 'waiting',
        why: 'day-quota',
        until: ago(-3600),
        queued: 12,
        usedToday: 500,
        usedThisMonth: 900,
        requests: 3,
      },
    ),
    prepare: (made) => {
      let requests = [
        { ...sent, id: 3, what: 'upload', name: 'evil\u202egpj.exe', outcome: 'accepted' } as const,
        { ...sent, id: 2, what: 'lookup', name: 'evil\u202egpj.exe', outcome: 'unknown' } as const,
        { ...sent, id: 1, what: 'lookup', name: 'a.pdf', outcome: 'trouble', detail: 'HTTP 503' } as const,
      ];
      made.answer({
        'reputation.list': async () => ok({ requests, total: requests.length, next: null }),
        'reputation.clearList': async () => {
          requests = [];
          return ok({ removed: 3 });
        },
        'reputation.export': async () => ok({ path: '/home/mara/list.csv', rows: 3 }),
      });
    },
  });
  await goTo(page, 'Settings');
  await expect(section(page)).toContainText('The day’s requests are used up. It goes on at');
  await expect(section(page)).toContainText('12 files are in line.');
  await expect(section(page)).not.toContainText('At this quota');
  await expect(section(page)).toContainText('Requests today: 500 of 500. This month: 900 of 15,500.');
  const rows = section(page).getByRole('table').getByRole('row');
  await expect(rows).toHaveCount(4);
  await expect(rows.nth(1)).toContainText('The whole file evil⟨RLO⟩gpj.exe, 48.2 kB');
  await expect(rows.nth(3)).toContainText('No usable answer');
  await expect(rows.nth(3)).toContainText('HTTP 503');
  await expectAccessible(page);
  await section(page).getByRole('button', { name: 'Export…' }).click();
  await expect(page.getByText('Exported to /home/mara/list.csv.')).toBeVisible();
  const clear = section(page).getByRole('button', { name: 'Clear the list…' });
  await clear.click();
  const dialog = page.getByRole('dialog', { name: 'Clear the list of what left this computer?' });
  await expect(dialog).toContainText('It is forgotten for good');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(clear).toBeFocused();
  await expect(rows).toHaveCount(4);
  expect(fake.inputsOf('reputation.clearList')).toEqual([]);
  await clear.click();
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Clear the list' }).click();
  await expect(section(page)).toContainText('Nothing has left it.');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeFocused();
  expect(fake.inputsOf('reputation.clearList')).toHaveLength(1);
});

test('a line that takes longer than a day says how many, and what shortens it', async ({ page, openWindow }) => {
  const fake = await openWindow({ state: withReputation({ mode: 'hash-only' }, { status: 'waiting', queued: 500 }) });
  await goTo(page, 'Settings');
  await expect(section(page)).toContainText('500 files are in line.');
  await expect(section(page)).not.toContainText('At this quota');
  await fake.push({ reputation: { ...reputationOff, status: 'waiting', why: 'day-quota', queued: 50_001 } });
  await expect(section(page)).toContainText('50,001 files are in line.');
  await expect(section(page)).toContainText('At this quota it takes about 101 days to ask about all of them.');
  await expect(section(page)).toContainText('fewer files that take part');
});

test('what takes part, the threshold, the quota and a relay are set', async ({ page, openWindow }) => {
  const fake = await openWindow({ state: withReputation({ mode: 'hash-only' }) });
  await goTo(page, 'Settings');
  await section(page).getByRole('radio', { name: 'Those in all watched folders' }).click();
  await section(page).getByRole('radio', { name: 'All files' }).click();
  await section(page).getByLabel('Engines that make a file suspicious').fill('5');
  await section(page).getByLabel('Requests a minute').fill('10');
  const server = section(page).getByLabel('Server');
  await server.fill('https://relay.example.org/api/v3');
  await server.blur();
  await expect
    .poll(() => fake.inputsOf('settings.update'))
    .toEqual([
      { reputation: { where: 'all' } },
      { reputation: { what: 'all' } },
      { reputation: { threshold: 5 } },
      { reputation: { perMinute: 10 } },
      { reputation: { server: 'https://relay.example.org/api/v3' } },
    ]);
});

test.describe('the drawer of a verdict', () => {
  const open = async (page: Page): Promise<void> => {
    await goTo(page, 'Activity');
    await page.getByRole('button', { name: /setup\.exe/ }).click();
  };
  const story = (page: Page) => page.getByRole('dialog').getByRole('region', { name: 'VirusTotal' });
  const history = [
    record(1, {
      path: '/home/mara/Downloads/setup.exe',
      verdict: 'suspicious',
      reason: 'reputation',
      signature: 'Reputation.VirusTotal',
    }),
  ];

  test('says what VirusTotal’s engines said, by what names, and when', async ({ page, openWindow }) => {
    await openWindow({
      state: { ...withReputation({ mode: 'hash-only' }), recent: [...history] },
      prepare: (fake) =>
        fake.answer({
          'reputation.of': async () =>
            ok({
              ...neverAsked,
              answer: {
                outcome: 'known',
                askedAt: ago(180),
                malicious: 41,
                suspicious: 0,
                engines: 72,
                names: [{ engine: 'Alpha', name: 'Trojan.X' }],
                analysedAt: ago(86_400 * 3),
              },
            }),
        }),
    });
    await open(page);
    await expect(story(page)).toContainText('41 of 72 engines call it malicious. Asked 3 minutes ago.');
    await expect(story(page)).toContainText('Called Trojan.X (Alpha)');
    await expect(story(page)).toContainText('Last analysed 3 days ago.');
    await expect(page.getByRole('dialog')).toContainText('several engines at VirusTotal call its very bytes malicious');
    await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => null))));
    await expectAccessible(page);
  });

  test('says the place in line, then that nobody knows the file, and never that it is clean', async ({
    page,
    openWindow,
  }) => {
    const fake = await openWindow({
      state: { ...withReputation({ mode: 'hash-only' }, { queued: 4 }), recent: [...history] },
      prepare: (made) => made.answer({ 'reputation.of': async () => ok({ ...neverAsked, place: 4, stage: 'lookup' }) }),
    });
    await open(page);
    await expect(story(page)).toContainText('Waiting to be asked about, number 4 in line.');
    fake.answer({
      'reputation.of': async () => ok({ ...neverAsked, answer: { outcome: 'unknown', askedAt: ago(10) } }),
    });
    await fake.push({ reputation: { ...reputationOff, status: 'idle', queued: 3, requests: 9 } });
    await expect(story(page)).toContainText('Unknown to VirusTotal: nobody there has looked at it.');
    await expect(story(page)).not.toContainText(/clean/i);
  });

  test('says nothing of it while reputation is off and was', async ({ page, openWindow }) => {
    const fake = await openWindow({ state: { recent: [...history] } });
    await open(page);
    await expect.poll(() => fake.inputsOf('reputation.of').length).toBeGreaterThan(0);
    await expect(story(page)).toBeHidden();
  });
});

for (const language of ['ar', 'he'] as const) {
  test(`the section fits and is accessible from right to left (${language})`, async ({ page, openWindow }) => {
    await page.setViewportSize({ width: 800, height: 700 });
    const state = withReputation({ mode: 'upload-unknown', uploadsAgreed: true }, { queued: 2 });
    await openWindow({
      state: { ...state, ...withAppearance({ language }, state.settings) },
      prepare: (fake) =>
        fake.answer({
          'reputation.list': async () =>
            ok({
              requests: [
                {
                  id: 1,
                  at: ago(9),
                  what: 'lookup',
                  host: 'www.virustotal.com',
                  sha256: 'ab'.repeat(32),
                  name: 'a-very-long-name-of-a-file-that-goes-on-and-on.pdf',
                  size: 1,
                  outcome: 'known',
                  detail: '',
                },
              ],
              total: 1,
              next: null,
            }),
        }),
    });
    await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
    await page.getByRole('navigation').getByRole('button').last().click();
    await expect(page.getByRole('table').last()).toContainText('virustotal');
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    ).toBeLessThanOrEqual(0);
    await expectAccessible(page);
    await page.getByRole('table').last().scrollIntoViewIfNeeded();
    await page.screenshot({ path: test.info().outputPath(`reputation-${language}.png`) });
  });
}
