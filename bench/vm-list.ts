/** The list of a large fleet in a real browser: until rows are drawn, and until a new order or filter is. */
import type { Page } from '@playwright/test';
import { type BenchRow, limited } from './support/bench-row.ts';
import { signedInContext, withBrowser } from './support/browser.ts';
import { clickUntilDrawn, type ListTimes, listTimes, typeUntilDrawn, watchList } from './support/in-list.ts';
import { addLargeFleet } from './support/large-fleet.ts';
import { median, percentile } from './support/statistics.ts';
import { withStack } from './support/with-stack.ts';

const vmCount = 20_000;
const loads = 5;
/** Buttons of columns, each for both directions. */
const columns = ['Host', 'State', 'Template', 'Name'] as const;
/** Each letter leaves fewer VMs than the one before: no address begins with these digits, and no image has them. */
const words = ['905', '77', '418', '3603'] as const;

export const runVmListBench = (): Promise<BenchRow[]> =>
  withStack(async (running) => {
    await addLargeFleet(running.stack, vmCount);
    return withBrowser(async (browser) => {
      const page = await (await signedInContext(browser, running)).newPage();
      await page.addInitScript(watchList, vmCount);
      const times: ListTimes[] = [];
      // The first one fills the cache of scripts.
      for (let load = 0; load <= loads; load++) times.push(await timeOfLoad(page));
      const warm = times.slice(1);
      const sorts = await timesOfSorting(page);
      const letters = await timesOfTyping(page);
      return [
        limited('20,000 VMs, first rows drawn, p50', median(warm.map(({ firstMs }) => firstMs)), {
          atMost: 1000,
          unit: 'ms',
        }),
        { name: '20,000 VMs, all there, p50', value: median(warm.map(({ allMs }) => allMs)), unit: 'ms' },
        limited('a column’s new order drawn, p50', median(sorts), { atMost: 100, unit: 'ms' }),
        { name: 'a column’s new order drawn, p90', value: percentile(sorts, 0.9), unit: 'ms' },
        limited('a letter in the filter drawn, p50', median(letters), { atMost: 100, unit: 'ms' }),
        { name: 'a letter in the filter drawn, p90', value: percentile(letters, 0.9), unit: 'ms' },
      ];
    });
  });

async function timeOfLoad(page: Page): Promise<ListTimes> {
  await page.goto('/vms');
  const times = await page.evaluate(listTimes);
  await page.waitForLoadState('networkidle');
  return times;
}

async function timesOfSorting(page: Page): Promise<number[]> {
  const times: number[] = [];
  for (const column of columns)
    for (let direction = 0; direction < 2; direction++)
      times.push(await page.evaluate(clickUntilDrawn, column));
  return times;
}

/** Each word is typed letter by letter, and then taken away again. */
async function timesOfTyping(page: Page): Promise<number[]> {
  const times: number[] = [];
  await page.getByRole('searchbox', { name: 'Filter VMs' }).focus();
  for (const word of words) {
    for (let length = 1; length <= word.length; length++)
      times.push(await page.evaluate(typeUntilDrawn, word.slice(0, length)));
    await page.evaluate(typeUntilDrawn, '');
  }
  return times;
}
