import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { eicar } from '../../support/eicar.ts';
import { type RunningApp, startApp } from './app.ts';
import { type DesktopSession, startDesktopSession, type TrayHostKind } from './desktop-session.ts';

interface Fixtures {
  readonly trayHost: TrayHostKind;
  readonly session: DesktopSession;
  readonly app: RunningApp;
}

/** Each test has its own desktop and, where it asks for it, the app running there. What the app printed is attached. */
export const test = base.extend<Fixtures>({
  trayHost: ['panel', { option: true }],
  session: async ({ trayHost }, use) => {
    const session = await startDesktopSession(trayHost);
    try {
      await use(session);
    } finally {
      await session.stop();
    }
  },
  app: async ({ session }, use, testInfo) => {
    const app = await startApp(session);
    try {
      await use(app);
    } finally {
      await testInfo.attach('output of the app', { body: app.output() });
      await app.stop();
    }
  },
});

export { expect } from '@playwright/test';

/** Lets an infected file arrive as browsers do it: written under another name, then renamed. Returns its path. */
export function dropInfected(directory: string, name: string): string {
  const path = join(directory, name);
  writeFileSync(`${path}.part`, eicar());
  renameSync(`${path}.part`, path);
  return path;
}
