import { fail, ok } from '../../contract/result.ts';
import { ago, appState, folder, healthyEngine } from './fixtures.ts';
import { expect, expectAccessible, goTo, openMenuByKeyboard, test } from './window-test.ts';

test('the overview says in one sentence what is wrong, and its button mends it', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await expect(page.getByRole('heading', { name: 'Your folders are protected.' })).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('menuitem', { name: 'Until Lazaret is started again' }).click();
  await expect(page.getByRole('heading', { name: 'Scanning is paused.' })).toBeVisible();
  await expect(page.getByRole('button', { name: /State: Needs attention/ })).toBeVisible();
  await page.getByRole('button', { name: 'Resume scanning' }).click();
  await expect(page.getByRole('heading', { name: 'Your folders are protected.' })).toBeVisible();
  await page.getByRole('button', { name: 'Scan now' }).click();
  await expect(page.getByText('The full scan has begun.')).toBeVisible();
  expect(fake.inputsOf('protection.pause')).toHaveLength(1);
  expect(fake.inputsOf('protection.resume')).toHaveLength(1);
  expect(fake.inputsOf('scan.now')).toEqual([{}]);
});

test('a pause with an end is chosen by keyboard, says when it ends and counts down', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await openMenuByKeyboard(page, page.getByRole('button', { name: 'Pause' }));
  await expect(page.getByRole('menuitem', { name: 'For 15 minutes' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'For 1 hour' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect.poll(() => fake.inputsOf('protection.pause')).toEqual([{ minutes: 60 }]);
  await expect(page.getByRole('heading', { name: /^Scanning is paused until \d/ })).toBeVisible();
  const timer = page.getByRole('timer');
  await expect(timer).toHaveText(/Goes on by itself in (1:00:00|59:\d\d)\./);
  const first = await timer.textContent();
  await expect(timer).not.toHaveText(first ?? '');
  await expectAccessible(page);
});

test('the words of an error are said once', async ({ page, openWindow }) => {
  const words = 'ENOSPC: no space left on device, write';
  await openWindow({
    state: {
      protection: {
        level: 'attention',
        paused: false,
        pausedUntil: null,
        reasons: [{ code: 'full-scan-failed', params: { detail: words }, remedy: 'resume-scan' }],
      },
    },
  });
  await expect(page.getByRole('heading', { name: 'A full scan ended before' })).toBeVisible();
  await expect(page.getByText(words)).toHaveCount(1);
});

test('every further reason is listed with its own button', async ({ page, openWindow }) => {
  const fake = await openWindow({
    state: {
      protection: {
        level: 'engine-down',
        paused: false,
        pausedUntil: null,
        reasons: [
          { code: 'engine-down', params: { detail: 'connection refused' }, remedy: 'check-engine' },
          { code: 'signatures-stale', params: { days: 9 }, remedy: 'open-engine' },
          { code: 'folder-unavailable', params: { path: '/media/st\u202eick', count: 1 }, remedy: 'open-folders' },
        ],
      },
    },
  });
  await expect(page.getByRole('heading', { name: 'The scan engine does not answer.' })).toBeVisible();
  await expect(page.getByText('connection refused')).toBeVisible();
  await expect(page.getByText('The virus signatures are 9 days old.')).toBeVisible();
  await expect(page.getByText('A watched folder cannot be found: /media/st⟨RLO⟩ick')).toBeVisible();
  await page.getByRole('button', { name: 'Check now' }).click();
  await expect(page.getByText('Engine: Working')).toBeVisible();
  expect(fake.inputsOf('engine.check')).toHaveLength(1);
  await page.getByRole('button', { name: 'Open folders' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Folders' })).toBeVisible();
});

test('a folder is added with the system’s picker and left after a question', async ({ page, openWindow }) => {
  const { folders } = appState();
  const picked = { ...folders[0], id: 'music', path: '/home/mara/Music' } as (typeof folders)[number];
  const fake = await openWindow();
  fake.answer({
    'folders.pick': async () => {
      await fake.push({ folders: [...folders, picked] });
      return ok(picked);
    },
  });
  await goTo(page, 'Folders');
  await page.getByRole('button', { name: 'Add folder…' }).click();
  const music = page.getByRole('listitem', { name: '/home/mara/Music' });
  await expect(music).toContainText('Watching');
  await music.getByRole('button', { name: 'Scan this folder' }).click();
  await music.getByRole('button', { name: 'Stop watching…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Nothing in the folder is touched');
  await dialog.getByRole('button', { name: 'Stop watching' }).click();
  await expect(music).toBeHidden();
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  expect(fake.inputsOf('scan.now')).toEqual([{ folderId: 'music' }]);
  expect(fake.inputsOf('folders.remove')).toEqual([{ id: 'music' }]);
});

test('a folder that is only partly watched says so, how it is covered and what mends it', async ({
  page,
  openWindow,
}) => {
  const command = 'echo fs.inotify.max_user_watches=1048576 | sudo tee /etc/sysctl.d/60-lazaret.conf';
  const fake = await openWindow({
    state: {
      folders: [
        folder('share', '/srv/share', {
          health: 'partial',
          network: 'nfs4',
          excluded: { files: 12, folders: 1 },
          blind: [
            { cause: 'watch-limit', count: 31, example: '/srv/share/a', command },
            { cause: 'permission', count: 1, example: '/srv/share/pri\u202evate', command: null },
          ],
        }),
      ],
    },
  });
  await goTo(page, 'Folders');
  const share = page.getByRole('listitem', { name: '/srv/share' });
  await expect(share).toContainText('Partly watched');
  await expect(share).toContainText('Linux has no watches left for 31 folders below, such as /srv/share/a.');
  await expect(share).toContainText('Lazaret may not read 1 folder or file below: /srv/share/pri⟨RLO⟩vate.');
  await expect(share).toContainText('12 files left out · 1 folder left out');
  await share.getByRole('button', { name: 'Copy the command' }).click();
  expect(fake.inputsOf('desktop.copyText')).toEqual([{ text: command }]);
  await expect(share).toContainText('This folder is on a network (nfs4)');
  await share.getByRole('button', { name: 'Look through it every few seconds' }).click();
  await expect(share).toContainText('Looked through every few seconds');
  expect(fake.inputsOf('folders.configure')).toEqual([{ id: 'share', polling: true }]);
});

test('a folder whose comparison failed says so, with the reason, beside what of it cannot be watched', async ({
  page,
  openWindow,
}) => {
  const detail = 'It could not be gone through (EIO); that is tried again.';
  await openWindow({
    state: {
      folders: [
        folder('share', '/srv/share', {
          ...{ health: 'not-compared', detail, sweptAt: null, files: null },
          blind: [{ cause: 'permission', count: 1, example: '/srv/share/private', command: null }],
        }),
      ],
    },
  });
  await goTo(page, 'Folders');
  const share = page.getByRole('listitem', { name: '/srv/share' });
  await expect(share).toContainText('Not compared');
  await expect(share).toContainText('files that came unseen may not have been scanned yet');
  await expect(share).toContainText(detail);
  await expect(share).toContainText('Lazaret may not read 1 folder or file below: /srv/share/private.');
  await expectAccessible(page);
});

test('what is left out is tried before it is saved, with a warning where programs would be', async ({
  page,
  openWindow,
}) => {
  const fake = await openWindow();
  fake.answer({
    'exclusions.try': async ({ exclusions }) =>
      ok({
        files: 1284,
        excluded: exclusions.globs.length === 0 ? 0 : 12,
        complete: true,
        examples: exclusions.globs.map((rule) => ({ path: '/home/mara/Downloads/setup.exe', rule })),
        programs: exclusions.globs.map((rule) => ({ rule, example: 'setup.exe' })),
      }),
  });
  await goTo(page, 'Folders');
  await page.getByRole('button', { name: 'Options…' }).first().click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('It would leave out none of 1,284 files.');
  await dialog.getByLabel('Patterns').fill('*.exe');
  await expect(dialog).toContainText('It would leave out 12 of 1,284 files.');
  await expect(dialog).toContainText('/home/mara/Downloads/setup.exe, by *.exe');
  await expect(dialog.getByRole('alert')).toContainText('Programs would be left out too');
  await expectAccessible(page);
  await dialog.getByLabel('File name endings').fill('iso\na/b');
  await expect(dialog).toContainText('“a/b” is not an ending.');
  await expect(dialog.getByRole('button', { name: 'Save' })).toBeDisabled();
  await dialog.getByLabel('File name endings').fill('.ISO');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  expect(fake.inputsOf('folders.configure')).toEqual([
    {
      id: 'downloads',
      recursive: true,
      polling: false,
      exclusions: { globs: ['*.exe'], extensions: ['iso'], folders: [], largerThanMiB: null },
    },
  ]);
});

test('a folder is tested with a harmless virus, and how that went is said beside it', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await goTo(page, 'Folders');
  const first = page.getByRole('listitem', { name: '/home/mara/Downloads' });
  await first.getByRole('button', { name: 'Test this folder' }).click();
  await expect(first).toContainText('Test passed: a harmless test virus was found and dealt with in 0.8 s.');
  expect(fake.inputsOf('folders.test')).toEqual([{ id: 'downloads' }]);
});

test('what is left out in every folder is set in one place', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await goTo(page, 'Folders');
  const section = page.getByRole('region', { name: 'Left out in every folder' });
  await expect(section).toContainText('Nothing is left out.');
  await section.getByRole('button', { name: 'Edit' }).click();
  await section.getByLabel('Folders').fill('node_modules');
  await section.getByRole('button', { name: 'Save' }).click();
  await expect(section).toContainText('1 rule');
  expect(fake.inputsOf('settings.update')).toEqual([
    { exclusions: { globs: [], extensions: [], folders: ['node_modules'], largerThanMiB: null } },
  ]);
});

test('what did not work is said in words', async ({ page, openWindow }) => {
  await openWindow({
    prepare: ({ answer }) =>
      answer({ 'folders.pick': async () => fail('already-exists', '/home/mara/Downloads is watched already.') }),
  });
  await goTo(page, 'Folders');
  await page.getByRole('button', { name: 'Add folder…' }).click();
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('It is there already.');
  await expect(alert).toContainText('/home/mara/Downloads is watched already.');
});

test('starter signatures are never shown as protection', async ({ page, openWindow }) => {
  await openWindow({
    state: { engine: { ...healthyEngine, signatures: { kind: 'starter', version: null, builtAt: null, count: 45 } } },
  });
  await goTo(page, 'Engine');
  await expect(page.getByRole('heading', { name: 'Starter signatures: not protected yet' })).toBeVisible();
  await expect(page.getByText('sudo apt install clamav-freshclam')).toBeVisible();
});

test('the login switch shows the true state, also when it changed outside', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await goTo(page, 'Settings');
  const login = page.getByRole('switch', { name: 'Start when I log in' });
  await expect(login).not.toBeChecked();
  await login.click();
  await expect(login).toBeChecked();
  expect(fake.inputsOf('autostart.set')).toEqual([{ enabled: true }]);
  fake.answer({ 'autostart.get': async () => ok({ supported: true, enabled: false, detail: '' }) });
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await expect(login).not.toBeChecked();
});

test('settings are asked for and shown as main has them', async ({ page, openWindow }) => {
  const fake = await openWindow();
  await goTo(page, 'Settings');
  await page.getByRole('radio', { name: 'Infected: Hold' }).click();
  await expect(page.getByRole('radio', { name: 'Infected: Hold' })).toBeChecked();
  await expect(page.getByRole('radio', { name: 'Infected: Ignore' })).toHaveCount(0);
  await page.getByRole('radio', { name: 'Encrypted: Hold' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'Encrypted: Warn' })).toBeChecked();
  await expect(page.getByRole('radio', { name: 'Too large: Hold' })).toBeChecked();
  await page.getByText('Dark', { exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  const scans = page.getByRole('textbox', { name: 'Files scanned at the same time' });
  await scans.fill('99');
  await scans.press('Enter');
  await expect(scans).toHaveValue('32');
  await expect
    .poll(() => fake.inputsOf('settings.update'))
    .toEqual([
      { policy: { infected: 'hold' } },
      { policy: { unscannable: { encrypted: 'warn' } } },
      { appearance: { colorScheme: 'dark' } },
      { engine: { concurrentScans: 32 } },
    ]);
});

test('addresses main refuses are named at the field', async ({ page, openWindow }) => {
  const fake = await openWindow();
  fake.answer({ 'settings.update': async () => fail('invalid-input', '“nonsense” is neither a path nor host:port.') });
  await goTo(page, 'Settings');
  const field = page.getByRole('textbox', { name: 'Engine addresses' });
  await field.fill('scanner.example.org:3310\nnonsense');
  await expect(page.getByText('the contents of your files are sent there')).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('“nonsense” is neither a path nor host:port.')).toBeVisible();
  expect(fake.inputsOf('settings.update')).toEqual([
    { engine: { endpoints: ['scanner.example.org:3310', 'nonsense'] } },
  ]);
});

test('a notice stays until it is dismissed', async ({ page, openWindow }) => {
  const fake = await openWindow({
    state: {
      notices: [
        {
          id: 'n1',
          at: ago(1),
          code: 'settings-broken',
          params: { path: '/d/settings.json.broken-1', why: '✖ Invalid input: expected array\n  → at folders' },
        },
      ],
    },
  });
  await expect(page.getByText('The unreadable file was kept as /d/settings.json.broken-1.')).toBeVisible();
  await expect(page.getByText('What was wrong: ✖ Invalid input: expected array → at folders.')).toBeVisible();
  await expect(page.getByText('Check the watched folders: they may be the default ones.')).toBeVisible();
  await page.getByRole('button', { name: 'Dismiss this notice' }).click();
  await expect(page.getByText('/d/settings.json.broken-1')).toBeHidden();
  expect(fake.inputsOf('notices.dismiss')).toEqual([{ id: 'n1' }]);
});

test('without a state the window says so and tries again', async ({ page, openWindow }) => {
  const fake = await openWindow({
    prepare: ({ answer }) => answer({ 'state.get': async () => fail('internal', 'main is lost') }),
  });
  await expect(page.getByRole('alert')).toContainText('Lazaret’s state could not be read.');
  await expect(page.getByRole('alert')).toContainText('main is lost');
  fake.answer({ 'state.get': async () => ok({ revision: 1, state: appState() }) });
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'Your folders are protected.' })).toBeVisible();
});

test('outside Lazaret the page says that it cannot work', async ({ page, windowUrl }) => {
  await page.goto(windowUrl);
  await expect(page.getByRole('alert')).toContainText('This page only works inside Lazaret.');
});
