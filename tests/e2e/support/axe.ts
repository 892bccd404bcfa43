import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What axe made of one place of the window. */
export interface Judged {
  readonly place: string;
  /** Rules that held. */
  readonly passed: number;
  /** Rules axe cannot decide by itself, such as the contrast of text over a picture. */
  readonly undecided: readonly string[];
  /** Each with the elements it is about. */
  readonly violations: readonly { readonly rule: string; readonly where: readonly string[] }[];
}

/** Judges the page as it is, by WCAG 2 AA and best practices, once all that moves has come to rest. */
export async function judge(page: Page, place: string): Promise<Judged> {
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => null))));
  // Without the blank page that axe would open for its last step: Electron opens no pages for others.
  const { passes, incomplete, violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    // How many rules held is counted; of where they did, one element is enough.
    .options({ resultTypes: ['violations'] })
    .analyze();
  return {
    place,
    passed: passes.length,
    undecided: incomplete.map(({ id }) => id),
    violations: violations.map(({ id, nodes }) => ({ rule: id, where: nodes.map(({ html }) => html) })),
  };
}

/** Writes the report of all places, and returns it. */
export function writeReport(file: string, places: readonly Judged[]): { readonly violations: number } {
  const sum = (of: (judged: Judged) => number): number => places.reduce((total, judged) => total + of(judged), 0);
  const report = {
    places: places.length,
    rulesPassed: sum(({ passed }) => passed),
    violations: sum(({ violations }) => violations.length),
    judged: places,
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  return report;
}
