/** What is wrong with a page for somebody who reads it otherwise, or on a small screen. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const sizes = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const;

/** A scheme changes colours and nothing else, so that the second one needs only the rule about them. */
const schemes = [
  { colorScheme: 'light', rules: null },
  { colorScheme: 'dark', rules: ['color-contrast'] },
] as const;

/** Loaded, and at rest: no skeleton, no busy part, no transition of colours under way. */
async function untilSettled(page: Page): Promise<void> {
  // By its element: while a dialog is open, the page behind it has no roles.
  await expect(page.locator('h1').first()).toBeVisible();
  await expect(page.locator('.skeleton')).toHaveCount(0);
  await expect
    .poll(() =>
      page.evaluate(() => {
        const isEnding = ({ effect, playState }: Animation): boolean =>
          playState === 'running' && effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY;
        return document.getAnimations().filter(isEnding).length;
      }),
    )
    .toBe(0);
}

/** `rules` null: all of them. */
async function violations(page: Page, rules: readonly string[] | null): Promise<readonly string[]> {
  const results = await page.evaluate((runOnly) => {
    const { axe } = globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResults> } };
    return axe.run({ resultTypes: ['violations'], ...(runOnly === null ? {} : { runOnly }) });
  }, rules);
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, any }) => `${id}: ${help} (${target.join(' ')}) ${any[0]?.message ?? ''}`),
  );
}

/** Of axe, wide and narrow, in light and dark; and what is wider than the screen. Nothing, for a page that is fine. */
export async function findingsOn(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const { colorScheme, rules } of schemes) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await untilSettled(page);
      if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource);
      for (const violation of await violations(page, rules))
        found.push(`${size.width} px, ${colorScheme}: ${violation}`);
    }
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (tooWide > 0) found.push(`${size.width} px: ${tooWide} px wider than the screen`);
  }
  return found;
}
