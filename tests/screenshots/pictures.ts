import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import type { SettingsPatch } from '../../contract/settings.ts';
import type { RunningApp } from '../e2e/support/app.ts';
import { expect } from '../e2e/support/fixtures.ts';
import { leanPng } from './lean-png.ts';

const target = resolve(import.meta.dirname, '../../docs/screenshots');

/** One set of pictures: a language, a size of the window, and the folder below docs/screenshots. */
interface Format {
  readonly directory: string;
  readonly language: 'en' | 'ar' | 'he';
  readonly width: number;
  readonly height: number;
}

/** The usual window and the smallest, from left to right and from right to left; each language of the latter once. */
const formats: readonly Format[] = [
  { directory: '.', language: 'en', width: 1280, height: 800 },
  { directory: 'small', language: 'en', width: 800, height: 600 },
  { directory: 'rtl', language: 'ar', width: 1280, height: 800 },
  { directory: 'rtl-small', language: 'he', width: 800, height: 600 },
];

/** Takes one picture of a place in the window. */
export type Shoot = (name: string) => Promise<void>;

/** Goes through every format, light and dark, and lets `visit` show what is to be seen there. */
export async function inEveryFormat(
  app: RunningApp,
  visit: (window: Page, shoot: Shoot) => Promise<void>,
): Promise<void> {
  const window = await app.window();
  for (const { directory, language, width, height } of formats) {
    await app.electron.evaluate(
      ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
      { width, height },
    );
    await expect.poll(() => window.evaluate(() => [innerWidth, innerHeight])).toEqual([width, height]);
    mkdirSync(join(target, directory), { recursive: true });
    for (const colorScheme of ['light', 'dark'] as const) {
      await change(window, { appearance: { colorScheme, language } });
      await expect(window.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
      await expect(window.locator('html')).toHaveAttribute('lang', language);
      await visit(window, async (name) => {
        await window.mouse.move(0, 0);
        const png = await window.screenshot({ animations: 'disabled' });
        writeFileSync(join(target, directory, `${name}-${colorScheme}.png`), leanPng(png));
      });
    }
  }
}

async function change(window: Page, patch: SettingsPatch): Promise<void> {
  await window.evaluate((input) => {
    const { lazaret } = globalThis as unknown as {
      lazaret: { request(name: string, input: unknown): Promise<unknown> };
    };
    return lazaret.request('settings.update', input);
  }, patch);
}
