import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { projectRoot } from './support/app.ts';
import { expect, test } from './support/fixtures.ts';
import { childrenOf, openBy } from './support/processes.ts';

/** Runs in the page: asks main for something through a bridge, if the page has one. */
const askForState = async (): Promise<unknown> => {
  const { lazaret } = window as unknown as { lazaret?: { request(name: string, input: unknown): Promise<unknown> } };
  return lazaret === undefined ? 'no bridge' : await lazaret.request('state.get', {});
};

test.describe('the window', () => {
  let page: Page;
  test.beforeEach(async ({ app }) => {
    page = await app.window();
    await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  });

  test('has no Node, no Electron and nothing but the bridge', async () => {
    const found = await page.evaluate(() => ({
      node: ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in window),
      bridge: Object.keys((window as unknown as { lazaret: object }).lazaret).sort(),
    }));
    expect(found).toEqual({ node: [], bridge: ['onNavigate', 'request', 'scanDropped', 'subscribe'] });
  });

  test('is sandboxed and isolated', async ({ app }) => {
    const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>;
      };
      const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = contents.getLastWebPreferences();
      return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag };
    });
    expect(preferences).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
  });

  test('stays on its page: no navigation, no new window, no frame', async ({ app }) => {
    const before = page.url();
    const opened = await page.evaluate(() => {
      const frame = document.body.appendChild(document.createElement('iframe'));
      frame.src = 'data:text/html,<p>framed';
      const link = document.body.appendChild(document.createElement('a'));
      link.href = 'file:///etc/passwd';
      link.click();
      const other = window.open('https://example.invalid/');
      window.location.href = 'https://example.invalid/';
      return other;
    });
    expect(opened).toBeNull();
    // Asked through Electron: Playwright itself would wait for the navigation that never comes.
    const seen = await app.electron.evaluate(async ({ webContents }) => {
      const [contents, ...others] = webContents.getAllWebContents();
      const heading: unknown = await contents?.executeJavaScript("document.querySelector('h1')?.textContent");
      const texts = contents?.mainFrame.frames.map((frame) => frame.executeJavaScript('document.body.textContent'));
      const frames: unknown[] = await Promise.all(texts ?? []);
      return { url: contents?.getURL(), heading, frames, others: others.length };
    });
    expect(seen).toMatchObject({ url: before, heading: 'Overview', others: 0 });
    expect(seen.frames.join()).not.toContain('framed');
  });

  test('reaches no network and runs no script of its own making', async () => {
    const outcome = await page.evaluate(async () => {
      const attempt = (work: () => Promise<unknown>): Promise<string> =>
        work().then(
          () => 'allowed',
          () => 'refused',
        );
      const script = document.createElement('script');
      script.textContent = 'window.injected = true';
      document.body.appendChild(script);
      return {
        fetch: await attempt(() => fetch('http://127.0.0.1:9/')),
        file: await attempt(() => fetch('file:///etc/passwd')),
        outside: await fetch('app://lazaret/../package.json').then((response) => response.status),
        evaluated: await attempt(async () => new Function('return 1')()),
        injected: 'injected' in window,
      };
    });
    expect(outcome).toEqual({
      fetch: 'refused',
      file: 'refused',
      outside: 404,
      evaluated: 'refused',
      injected: false,
    });
  });

  test('is served with the strict policy', async () => {
    const headers = await page.evaluate(async () => {
      const { headers: got } = await fetch('app://lazaret/index.html');
      return [got.get('content-security-policy'), got.get('x-content-type-options')];
    });
    expect(headers[0]).toContain("default-src 'none'; script-src 'self';");
    expect(headers[1]).toBe('nosniff');
  });

  test('is denied every permission', async () => {
    const states = await page.evaluate(async () => {
      const notification = await Notification.requestPermission();
      const camera = await navigator.mediaDevices.getUserMedia({ video: true }).then(
        () => 'granted',
        () => 'denied',
      );
      const clipboard = await navigator.clipboard.readText().then(
        () => 'granted',
        () => 'denied',
      );
      return { notification, camera, clipboard };
    });
    expect(states).toEqual({ notification: 'denied', camera: 'denied', clipboard: 'denied' });
  });

  test('gets no answer to a request it may not make, or to a garbled one', async () => {
    const codes = await page.evaluate(async () => {
      type Reply = { ok: boolean; error?: { code: string } };
      const { lazaret } = window as unknown as { lazaret: { request(name: unknown, input: unknown): Promise<Reply> } };
      const code = async (name: unknown, input: unknown) => (await lazaret.request(name, input)).error?.code;
      return [
        await code('folders.add', { path: '/', recursive: true }),
        await code('quarantine.restoreTo', { id: 'x', to: '/tmp/x' }),
        await code('__proto__', {}),
        await code('toString', {}),
        await code('quarantine.delete', { id: 7 }),
        await code('state.get', { more: 1 }),
        await code(7, {}),
      ];
    });
    expect(codes).toEqual([
      'unknown-request',
      'unknown-request',
      'unknown-request',
      'unknown-request',
      'invalid-input',
      'invalid-input',
      'invalid-input',
    ]);
  });

  test('is the only page that is answered: another window with the same bridge is refused', async ({ app }) => {
    const foreign = await app.electron.evaluate(
      async ({ BrowserWindow }, { ask, preload, url }) => {
        const other = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
        await other.loadURL(url);
        const reply = await other.webContents.executeJavaScript(`(${ask})()`);
        other.destroy();
        return reply;
      },
      { ask: askForState.toString(), preload: join(projectRoot, 'dist/preload/preload.cjs'), url: page.url() },
    );
    expect(foreign).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    expect(await page.evaluate(askForState)).toMatchObject({ ok: true });
  });
});

test('the engine, and what ends it should Lazaret be killed, hold nothing that the app has open', async ({ app }) => {
  await app.window();
  const started = () => childrenOf(app.electron.process().pid).filter(({ name }) => name !== 'electron');
  await expect.poll(() => started().map(({ name }) => name)).toEqual(expect.arrayContaining(['clamd', 'sh']));
  const own = new Set(openBy(app.electron.process().pid));
  for (const { pid, name } of started()) {
    expect({ name, shared: openBy(pid).filter((file) => own.has(file)) }).toEqual({
      name,
      shared: [],
    });
  }
});
