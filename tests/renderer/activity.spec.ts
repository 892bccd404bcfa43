import { ago, appState, record } from './fixtures.ts';
import { expect, goTo, test } from './window-test.ts';

test('a verdict turns up in the list the moment it is given', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await goTo(page, 'Activity');
  await expect(page.getByText('40 results')).toBeVisible();
  await fake.push({}, [
    record(41, {
      at: ago(0),
      path: '/home/mara/Downloads/just now.bin',
      verdict: 'infected',
      signature: 'Some.Signature',
    }),
  ]);
  await expect(page.getByTestId('records').getByRole('button').first()).toHaveAccessibleName(
    'Infected just now.bin Needs a look',
  );
  await expect(page.getByText('41 results')).toBeVisible();
});

test('a push older than what is known changes nothing', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await fake.push({ today: { clean: 77, infected: 0, suspicious: 0, unscannable: 0, failed: 0 } });
  await expect(page.getByText('77', { exact: true })).toBeVisible();
  await fake.pushRaw({
    revision: 1,
    slices: { today: { clean: 55, infected: 0, suspicious: 0, unscannable: 0, failed: 0 } },
    records: [],
  });
  const arrivingFiles = [
    { path: '/home/mara/Downloads/film.iso.part', size: 12_000_000, partial: true, since: ago(40) },
    { path: '/home/mara/Downloads/ev\u202eil.txt', size: 2_000, partial: false, since: ago(2) },
  ];
  await fake.push({
    queue: { ...appState().queue, arriving: 3, arrivingFiles },
  });
  await expect(page.getByText('3 arriving')).toBeVisible();
  await expect(page.getByText('Still being downloaded, 12 MB so far')).toBeVisible();
  await expect(page.getByText('ev⟨RLO⟩il.txt')).toBeVisible();
  await expect(page.getByText('Arriving, 2 kB so far')).toBeVisible();
  await expect(page.getByText('77', { exact: true })).toBeVisible();
});

test('filters narrow the list by verdict, folder, time and text', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await goTo(page, 'Activity');
  const rows = page.getByTestId('records').getByRole('button');
  await page.getByRole('button', { name: 'Infected', exact: true }).click();
  await expect(page.getByText('1 result', { exact: true })).toBeVisible();
  await expect(rows).toHaveCount(1);
  await fake.push({}, [
    record(41, { at: ago(0) }),
    record(42, { at: ago(0), verdict: 'infected', path: '/home/mara/Downloads/second.exe' }),
  ]);
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('second.exe');
  await page.getByRole('button', { name: 'All', exact: true }).click();

  await page.getByRole('textbox', { name: 'Search names and signatures' }).fill('ÜBERSICHT');
  await expect(rows.first()).toContainText('Übersicht Q3.xlsx');
  await expect.poll(() => fake.inputsOf('history.list').at(-1)).toMatchObject({ text: 'ÜBERSICHT' });
  await page.getByRole('textbox', { name: 'Search names and signatures' }).fill('no such file');
  await page.getByRole('button', { name: 'Clear filters' }).last().click();

  await page.getByRole('combobox', { name: 'Folder' }).click();
  await page.getByRole('option', { name: '/srv/share/incoming' }).click();
  await expect.poll(() => fake.inputsOf('history.list').at(-1)).toMatchObject({ folderId: 'share' });
  await page.getByRole('combobox', { name: 'Time' }).click();
  await page.getByRole('option', { name: 'Last 7 days' }).click();
  await expect.poll(() => fake.inputsOf('history.list').at(-1)).toHaveProperty('since');
});

test('ten thousand results scroll with few rows in the page, and new ones do not move what is read', async ({
  page,
  openWindow,
}) => {
  const history = Array.from({ length: 10_000 }, (_, index) => record(10_000 - index, { at: ago(index) }));
  const fake = await openWindow({ state: { recent: history.slice(0, 200) }, history });
  await goTo(page, 'Activity');
  await expect(page.getByText('10,000 results')).toBeVisible();
  const list = page.getByTestId('records');
  const rows = list.getByRole('button');
  for (let pages = 1; pages <= 50; pages += 1) {
    await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await expect.poll(() => fake.inputsOf('history.list').length).toBeGreaterThanOrEqual(pages);
  }
  await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await expect(rows.last()).toContainText('file-1.pdf');
  expect(await rows.count()).toBeLessThan(60);

  const before = await rows.first().textContent();
  await fake.push({}, [record(10_001, { at: ago(0) }), record(10_002, { at: ago(0) })]);
  await expect(page.getByRole('button', { name: '2 new results' })).toBeVisible();
  expect(await rows.first().textContent()).toBe(before);
  await page.getByRole('button', { name: '2 new results' }).click();
  await expect(rows.first()).toContainText('file-10002.pdf');
});

test('the story of an infected archive does not pretend to know which file inside it was', async ({
  page,
  openWindow,
}) => {
  const found = { verdict: 'infected', signature: 'Win.Test.EICAR_HDB-1' } as const;
  const zip = record(2, { ...found, path: '/home/mara/Downloads/photos.zip' });
  await openWindow({ history: [zip, record(1, { ...found, path: '/home/mara/Downloads/setup.exe' })] });
  await goTo(page, 'Activity');
  const note = page.getByText('It may be a file inside that was recognised. ClamAV does not say which.');
  await page.getByRole('button', { name: /photos\.zip/ }).click();
  await expect(note).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /setup\.exe/ }).click();
  await expect(page.getByRole('dialog')).toContainText('setup.exe');
  await expect(note).toHaveCount(0);
});

test('the drawer tells the story of a file and what to do about it', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await goTo(page, 'Activity');
  await page.getByRole('button', { name: /contracts-2026/ }).click();
  const drawer = page.getByRole('dialog');
  await expect(drawer).toContainText('protected by a password');
  await expect(drawer).toContainText('Arrived in a watched folder');
  await expect(drawer).toContainText('By ClamAV 1.4.6, signatures 27811');
  await drawer.getByRole('button', { name: 'Copy SHA-256' }).click();
  await expect(drawer.getByRole('button', { name: 'Copied' })).toBeVisible();
  await drawer.getByRole('button', { name: 'Scan again' }).click();
  await drawer.getByRole('button', { name: 'Show in folder' }).click();
  await drawer.getByRole('button', { name: 'Mark as seen' }).click();
  await expect(drawer).toContainText('You marked this as seen.');
  await expect(drawer.getByRole('button', { name: 'Mark as seen' })).toBeHidden();
  expect(fake.inputsOf('desktop.copyText')).toEqual([{ text: record(38).sha256 }]);
  expect(fake.inputsOf('scan.again')).toEqual([{ recordId: 38 }]);
  expect(fake.inputsOf('desktop.showInFolder')).toEqual([{ recordId: 38 }]);
  expect(fake.inputsOf('history.acknowledge')).toEqual([{ recordIds: [38] }]);
});

test.describe('in a time zone of its own', () => {
  test.use({ timezoneId: 'UTC' });

  test('the story tells how long was waited for what, in the order it happened', async ({ page, openWindow }) => {
    const at = (seconds: number) => new Date(Date.UTC(2026, 10, 20, 9, 0, seconds)).toISOString();
    const known = record(2, {
      path: '/home/mara/Downloads/film.iso',
      seenAt: at(0),
      settledAt: at(42),
      queuedAt: at(42),
      scanStartedAt: at(45),
      at: at(57),
      durationMs: 12_000,
    });
    const retried = record(3, {
      ...{ path: '/home/mara/Downloads/late.iso', trigger: 'retry' },
      ...{ seenAt: at(0), settledAt: at(2), queuedAt: at(300), scanStartedAt: at(300), at: at(301) },
    });
    const turnedBad = record(4, {
      ...{
        path: '/home/mara/Downloads/turned.iso',
        trigger: 'signatures',
        verdict: 'infected',
        signature: 'Win.Found',
      },
      ...{ seenAt: at(0), settledAt: at(2), wasCleanAt: at(9), queuedAt: at(300), scanStartedAt: at(300), at: at(301) },
    });
    const old = record(1, { path: '/home/mara/Downloads/old.iso' });
    await openWindow({ history: [turnedBad, retried, known, old] });
    await goTo(page, 'Activity');
    const drawer = page.getByRole('dialog');
    const story = drawer.getByRole('region', { name: 'What happened' });
    await page.getByRole('button', { name: /film\.iso/ }).click();
    await expect(story).toContainText(
      /Arrived in a watched folder.*9:00:00.*Came to rest.*9:00:42.*, after 42 sec.*Scanned.*Began.*9:00:45.*, after 3 sec in the queue.*in 12 sec.*Clean.*9:00:57/,
    );
    await expect(story.getByRole('time')).toHaveCount(4);
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: /late\.iso/ }).click();
    await expect(story).toContainText(
      /First seen.*9:00:00.*Came to rest.*9:00:02.*Tried again after an earlier failure.*9:05:00.*Scanned/,
    );
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: /turned\.iso/ }).click();
    await expect(story).toContainText(
      /First seen.*9:00:00.*Came to rest.*9:00:02.*Was clean on.*9:00:09.*Scanned again.*9:05:00.*Scanned.*Infected.*9:05:01/,
    );
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: /old\.iso/ }).click();
    await expect(drawer).toContainText('old.iso');
    await expect(story).toContainText('Arrived in a watched folder');
    await expect(story.getByRole('time')).toHaveCount(1);
    await expect(story).not.toContainText('Came to rest');
  });
});

test('names that lie are shown as the text they are', async ({ page, openWindow }) => {
  const path = '/home/mara/Downloads/pay\u202efdp.exe\n\u0007‏<b>bold';
  await openWindow({ state: { recent: [record(5, { path })] } });
  await goTo(page, 'Activity');
  const first = page.getByTestId('records').getByRole('button').first();
  await expect(first).toContainText('pay⟨RLO⟩fdp.exe⟨LF⟩⟨BEL⟩⟨RLM⟩<b>bold');
  await expect(first.locator('bdi').first()).toHaveAttribute('dir', 'ltr');
  expect(await first.textContent()).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test('a long name keeps its ending', async ({ page, openWindow }) => {
  const name = `${'a very long name '.repeat(14)}invoice.pdf.exe`;
  await openWindow({ state: { recent: [record(5, { path: `/home/mara/Downloads/${name}` })] } });
  await goTo(page, 'Activity');
  const shown = page.getByTestId('records').locator('bdi').first();
  await expect(shown).toHaveAttribute('title', name);
  await expect(shown.locator('[data-tail]')).toHaveAttribute('data-tail', 'ce.pdf.exe');
  const { scrollWidth, clientWidth } = await page.getByTestId('records').evaluate((element) => element);
  expect(scrollWidth).toBe(clientWidth);
});

test('when the history cannot be loaded the view says so and tries again', async ({ page, openWindow }) => {
  const fake = await openWindow({
    prepare: ({ answer }) =>
      answer({ 'history.list': async () => ({ ok: false, error: { code: 'io', message: 'disk' } }) }),
  });
  await goTo(page, 'Activity');
  await expect(page.getByText('The history could not be loaded.')).toBeVisible();
  fake.answer({ 'history.list': async () => ({ ok: true, value: { records: [record(3)], total: 1, next: null } }) });
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('file-3.pdf')).toBeVisible();
});

test('“Look at findings” shows what waits for the user and nothing else, until it is seen', async ({
  page,
  openWindow,
}) => {
  const fake = await openWindow({
    state: {
      protection: {
        level: 'attention',
        paused: false,
        pausedUntil: null,
        reasons: [{ code: 'unresolved-findings', params: { count: 2 }, remedy: 'open-activity' }],
      },
    },
  });
  await page.getByRole('button', { name: 'Look at findings' }).click();
  await expect(page.getByRole('button', { name: 'Needs a look', exact: true })).toHaveAttribute('aria-pressed', 'true');
  const rows = page.getByTestId('records').getByRole('button');
  await expect(rows).toHaveCount(2);
  await fake.push({}, [
    record(41, { at: ago(0) }),
    record(42, { at: ago(0), path: '/home/mara/Downloads/left.exe', verdict: 'infected', action: 'quarantine-failed' }),
    record(43, { at: ago(0), path: '/home/mara/Downloads/gone.exe', verdict: 'infected', action: 'quarantined' }),
  ]);
  await expect(rows).toHaveCount(3);
  await expect(rows.first()).toContainText('left.exe');
  await expect(page.getByText('3 results')).toBeVisible();

  await page.getByRole('button', { name: /contracts-2026/ }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('button', { name: 'Mark as seen' }).click();
  await expect(drawer).toContainText('You marked this as seen.');
  await expect(drawer.getByRole('button', { name: 'Show in folder' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(rows).toHaveCount(2);
  await expect(page.getByText('2 results')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();

  await fake.push({}, [record(44, { at: ago(0), path: '/home/mara/Downloads/left.exe' })]);
  await expect(rows).toHaveCount(1);
  await page.getByRole('button', { name: 'All', exact: true }).click();
  await expect(page.getByText('44 results')).toBeVisible();
  expect(fake.inputsOf('history.list').map((input) => (input as { unresolved?: boolean }).unresolved)).toEqual([
    true,
    undefined,
  ]);
});

test('the story names an engine only where one read the file', async ({ page, openWindow }) => {
  await openWindow({
    state: { recent: [record(6, { signatureVersion: null }), record(5, { engine: null, verdict: 'unscannable' })] },
  });
  await goTo(page, 'Activity');
  const drawer = page.getByRole('dialog');
  await page.getByRole('button', { name: /file-6/ }).click();
  await expect(drawer).toContainText('By ClamAV 1.4.6, in');
  await expect(drawer).not.toContainText('signatures');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /file-5/ }).click();
  await expect(drawer).toContainText('Not scanned');
});
